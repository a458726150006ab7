package io.countersign.standalone.command;

import io.countersign.standalone.config.Configuration;
import io.countersign.standalone.config.ConfigurationReader;
import io.countersign.standalone.embedded.EmbeddedStack;
import io.countersign.standalone.roles.CannotStart;
import io.countersign.standalone.roles.Endpoints;
import io.countersign.standalone.roles.Installation;
import io.countersign.standalone.roles.Role;
import io.countersign.standalone.roles.RunningRoles;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Everything in one process, with servers of its own. */
@Command(
    name = "up",
    mixinStandardHelpOptions = true,
    description =
        "Starts everything on this machine: Kafka, schema registry, OpenSearch and every role. Prints READY when it can be used. Ctrl-C or SIGTERM stops it; data stay.")
final class UpCommand implements Callable<Integer> {
  @Mixin private ServerOptions server = new ServerOptions();

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before it calls
  private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    return server.run(this::start);
  }

  private void start(ConfigurationReader.Read read, Lifetime lifetime) throws Exception {
    Configuration configuration = read.configuration();
    PrintWriter out = spec.commandLine().getOut();
    Path data = configuration.data().toAbsolutePath().normalize();
    say(out, "Countersign keeps its data in " + data);
    EffectiveSettings.log(read);
    say(out, "  starting Kafka, the schema registry and OpenSearch …");
    EmbeddedStack stack =
        lifetime.own(
            "embedded servers",
            EmbeddedStack.start(
                new EmbeddedStack.Settings(
                    configuration.data(),
                    registryHome(configuration),
                    configuration.kafka().port(),
                    configuration.openSearch().port(),
                    configuration.registry().port())));
    say(
        out,
        "  Kafka %s, registry %s, OpenSearch %s"
            .formatted(stack.bootstrapServers(), stack.registryUrl(), stack.openSearchUrl()));
    Installation installation =
        Installation.embedded(
            configuration, stack.bootstrapServers(), stack.registryUrl(), stack.openSearchUrl());
    RunningRoles roles =
        lifetime.own(
            "roles",
            RunningRoles.start(
                configuration,
                installation,
                EnumSet.allOf(Role.class),
                step -> say(out, "  " + step)));
    leaveEndpoints(stack, roles, configuration, lifetime);
    say(out, "  waiting until every role is ready …");
    lifetime.awaitReady(roles::notReady);
    welcome(out, roles);
  }

  private static void leaveEndpoints(
      EmbeddedStack stack, RunningRoles roles, Configuration configuration, Lifetime lifetime)
      throws CannotStart {
    Path data = configuration.data();
    try {
      new Endpoints(
              ProcessHandle.current().pid(),
              roles.url(),
              stack.bootstrapServers(),
              stack.registryUrl(),
              stack.openSearchUrl())
          .write(data);
    } catch (IOException e) {
      throw new CannotStart(
          "Expected to write run/endpoints.json into %s, but: %s".formatted(data, e.getMessage()),
          e);
    }
    lifetime.own("endpoints file", () -> Endpoints.remove(data));
  }

  private void welcome(PrintWriter out, RunningRoles roles) {
    String option =
        server.setup().data == null ? "" : " --data '%s'".formatted(server.setup().data);
    say(
        out,
        """
        READY %1$s
          API      %1$s/v1/openapi.yaml
          health   %1$s/readyz
          metrics  %1$s/metrics
        Try next, in another terminal:
          ./countersign demo%2$s
          ./countersign tail%2$s --from-beginning
          ./countersign token --role auditor --tenant acme --subject me%2$s"""
            .formatted(roles.url(), option));
  }

  private static void say(PrintWriter out, String line) {
    out.println(line);
    out.flush();
  }

  /** The unpacked registry lies beside the launcher's jar, where the build put it. */
  private static Path registryHome(Configuration configuration) throws CannotStart {
    if (configuration.registry().home().isPresent()) {
      return configuration.registry().home().get();
    }
    String property = System.getProperty("countersign.registry.home");
    if (property != null) {
      return Path.of(property);
    }
    try {
      Path here =
          Path.of(UpCommand.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      return here.resolveSibling("registry");
    } catch (URISyntaxException e) {
      throw new CannotStart("Expected to find the launcher's jar, but: " + e.getMessage(), e);
    }
  }
}
