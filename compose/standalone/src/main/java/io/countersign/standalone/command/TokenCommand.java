package io.countersign.standalone.command;

import io.countersign.schemas.access.Role;
import io.countersign.standalone.config.Configuration;
import io.countersign.standalone.roles.CannotStart;
import io.countersign.standalone.roles.SecretKeys;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Signs a token of the built-in issuer. */
@Command(
    name = "token",
    mixinStandardHelpOptions = true,
    description =
        "Prints a bearer token of the built-in issuer, and nothing else. Works before `up` and beside it.")
final class TokenCommand implements Callable<Integer> {
  @Mixin private Setup setup = new Setup();

  @Option(
      names = "--role",
      required = true,
      split = ",",
      paramLabel = "ROLE",
      description =
          "gateway, approver, operator, auditor, admin or user; several separated by commas.")
  private List<String> roles = List.of();

  @Option(
      names = "--tenant",
      required = true,
      split = ",",
      paramLabel = "TENANT",
      description = "Tenants it is for; * is all of them, for auditor and admin only.")
  private List<String> tenants = List.of();

  @Option(
      names = "--subject",
      required = true,
      paramLabel = "NAME",
      description = "Who will hold it.")
  private String subject = "";

  @Option(
      names = "--groups",
      split = ",",
      paramLabel = "GROUP",
      description = "Groups of the holder.")
  private List<String> groups = List.of();

  @Option(
      names = "--lifetime",
      paramLabel = "TIME",
      description = "How long it holds, such as 15m or 8h (default: 8h).")
  private @Nullable String lifetime;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before it calls
  private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    Configuration configuration = setup.read();
    Duration holds = lifetime(configuration.auth().maxLifetime());
    try {
      String token =
          new SecretKeys(configuration)
              .issuer()
              .issue(
                  subject,
                  roles(),
                  new LinkedHashSet<>(tenants),
                  new LinkedHashSet<>(groups),
                  holds,
                  Instant.now());
      spec.commandLine().getOut().println(token);
      spec.commandLine().getOut().flush();
      return Commands.DONE;
    } catch (IllegalArgumentException e) {
      throw new CannotStart(String.valueOf(e.getMessage()), e);
    }
  }

  private Set<Role> roles() throws CannotStart {
    Set<Role> known = new LinkedHashSet<>();
    for (String name : roles) {
      known.add(
          Role.of(name.strip())
              .orElseThrow(
                  () ->
                      new CannotStart(
                          "Expected --role gateway, approver, operator, auditor, admin or user, but was "
                              + name)));
    }
    return known;
  }

  private Duration lifetime(Duration longest) throws CannotStart {
    if (lifetime == null) {
      Duration usual = Duration.ofHours(8);
      return usual.compareTo(longest) < 0 ? usual : longest;
    }
    Duration asked = Durations.parse("--lifetime", lifetime);
    if (asked.compareTo(longest) > 0) {
      throw new CannotStart(
          "Expected a lifetime of at most %s (auth.maxLifetime), but was %s"
              .formatted(longest, lifetime));
    }
    return asked;
  }
}
