package io.countersign.standalone.command;

import io.countersign.gateway.GatewaySettings;
import io.countersign.gateway.Identity;
import io.countersign.gateway.StdioGateway;
import io.countersign.gateway.vertx.HttpGateway;
import io.countersign.gateway.vertx.HttpGatewaySettings;
import io.countersign.schemas.call.Amounts;
import io.countersign.standalone.roles.CannotStart;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The MCP gateway in both of its forms. */
@Command(
    name = "gateway",
    mixinStandardHelpOptions = true,
    description = {
      "Stands between an MCP client and a server, and asks Countersign before a tool runs.",
      "stdio: countersign gateway --url U --token-file F --tenant T --principal P -- COMMAND…",
      "HTTP:  countersign gateway --url U --token-file F --tenant T --principal P --listen PORT --upstream URL"
    })
final class GatewayCommand implements Callable<Integer> {
  @Option(
      names = "--url",
      required = true,
      description = "Base URL of Countersign, such as http://localhost:8080.")
  private URI url = URI.create("");

  @Option(
      names = "--token-file",
      required = true,
      description = "File with a token of role gateway; read anew for each request.")
  private Path tokenFile = Path.of("");

  @Option(names = "--tenant", required = true, description = "Tenant of every call.")
  private String tenant = "";

  @Option(names = "--principal", description = "Whom the agent acts for.")
  private @Nullable String principal;

  @Option(
      names = "--principal-type",
      defaultValue = "user",
      description = "user or service (default: user).")
  private String principalType = "user";

  @Option(names = "--groups", split = ",", description = "Groups of the principal.")
  private List<String> groups = List.of();

  @Option(
      names = "--scope",
      description = "A scope granted to agent and principal; may be given several times.")
  private List<String> scopes = List.of();

  @Option(names = "--agent", description = "Name of the agent.")
  private @Nullable String agent;

  @Option(names = "--agent-version", description = "Version of the agent.")
  private @Nullable String agentVersion;

  @Option(
      names = "--environment",
      defaultValue = "dev",
      description = "dev, staging, prod … (default: dev).")
  private String environment = "dev";

  @Option(
      names = "--server",
      description = "Name of the MCP server in the catalogue (default: the server's own name).")
  private @Nullable String server;

  @Option(
      names = "--no-tool-proposals",
      description = "Do not propose the server's tools to the catalogue.")
  private boolean noToolProposals;

  @Option(
      names = "--bound-downstream-calls",
      description = "Most calls that one tool call makes to other systems (default: 0).")
  private long boundDownstreamCalls;

  @Option(
      names = "--bound-tokens",
      description = "Most model tokens that one tool call uses (default: 0).")
  private long boundTokens;

  @Option(
      names = "--bound-money-micros",
      description = "Most money that one tool call costs, in millionths (default: 0).")
  private long boundMoneyMicros;

  @Option(
      names = "--hold-approval",
      paramLabel = "SECONDS",
      description = "How long a call waits for its approval; 0 does not wait (default: 45).")
  private @Nullable Long holdApproval;

  @Option(
      names = "--confirm",
      description = "Ask the user, through the client, whether a call that waits is wanted.")
  private boolean confirm;

  @Option(
      names = "--offline-grants",
      description =
          "Spend approvals by signed grants where allowed; needs --journal, --gateway-id.")
  private boolean offlineGrants;

  @Option(names = "--journal", paramLabel = "FILE", description = "Where used grants are noted.")
  private @Nullable Path journal;

  @Option(names = "--gateway-id", description = "Whom grants are for: the token's subject.")
  private @Nullable String gatewayId;

  @Option(names = "--listen", paramLabel = "PORT", description = "HTTP: port to listen on.")
  private @Nullable Integer listen;

  @Option(names = "--host", description = "HTTP: address to listen on (default: 127.0.0.1).")
  private String host = "127.0.0.1";

  @Option(names = "--upstream", paramLabel = "URL", description = "HTTP: the server's endpoint.")
  private @Nullable URI upstream;

  @Option(
      names = "--allow-origin",
      split = ",",
      description = "HTTP: web origins that may call, beside those of this machine.")
  private List<String> origins = List.of();

  @Option(
      names = "--principal-header",
      description = "HTTP: header by which a proxy in front names the principal of each request.")
  private @Nullable String principalHeader;

  @Option(
      names = "--scopes-header",
      description = "HTTP: header by which that proxy names the scopes of each request.")
  private @Nullable String scopesHeader;

  @Parameters(paramLabel = "COMMAND", description = "stdio: the server's command, after --.")
  private List<String> command = List.of();

  @Override
  public Integer call() throws Exception {
    GatewaySettings settings;
    try {
      settings =
          GatewaySettings.of(url, tokenFile, identity())
              .with(new Amounts(1, boundDownstreamCalls, boundTokens, boundMoneyMicros))
              .proposingTools(!noToolProposals)
              .confirming(confirm)
              .spendingGrants(offline());
      if (holdApproval != null) {
        Duration hold = Duration.ofSeconds(holdApproval);
        settings = settings.with(settings.limits().withHoldApproval(hold));
      }
    } catch (IllegalArgumentException e) {
      throw new CannotStart(String.valueOf(e.getMessage()), e);
    }
    try {
      return run(settings);
    } catch (UncheckedIOException e) {
      throw new CannotStart(String.valueOf(e.getMessage()), e);
    }
  }

  private int run(GatewaySettings settings) throws Exception {
    if (listen == null && upstream == null) {
      return stdio(settings);
    }
    if (listen == null || upstream == null || !command.isEmpty()) {
      throw new CannotStart(
          "Expected --listen together with --upstream and no command, or a command after `--`, but was a mixture.");
    }
    return http(settings, listen, upstream);
  }

  private GatewaySettings.@Nullable Offline offline() {
    if (offlineGrants && journal != null && gatewayId != null) {
      return new GatewaySettings.Offline(journal, gatewayId);
    }
    if (offlineGrants || journal != null || gatewayId != null) {
      throw new IllegalArgumentException(
          "Expected --offline-grants, --journal and --gateway-id together or none of them, but was a part.");
    }
    return null;
  }

  private Identity identity() {
    return new Identity(
        tenant, environment, principal, principalType, groups, scopes, agent, agentVersion, server);
  }

  private int stdio(GatewaySettings settings) throws CannotStart {
    if (command.isEmpty()) {
      throw new CannotStart(
          "Expected the command of an MCP server after `--`, or --listen with --upstream, but there is neither.");
    }
    return StdioGateway.run(settings, System.in, System.out, command);
  }

  private int http(GatewaySettings settings, int port, URI target) throws Exception {
    HttpGatewaySettings http;
    try {
      http =
          new HttpGatewaySettings(
              target, host, port, "/mcp", Set.copyOf(origins), principalHeader, scopesHeader);
    } catch (IllegalArgumentException e) {
      throw new CannotStart(String.valueOf(e.getMessage()), e);
    }
    Lifetime lifetime = new Lifetime();
    HttpGateway gateway = lifetime.own("gateway", HttpGateway.start(settings, http));
    System.err.printf("READY http://%s:%d/mcp%n", host, gateway.port());
    lifetime.awaitStop();
    return Commands.DONE;
  }
}
