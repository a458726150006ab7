package io.countersign.standalone.command;

import io.countersign.standalone.config.Configuration;
import io.countersign.standalone.config.ConfigurationReader;
import io.countersign.standalone.roles.Installation;
import io.countersign.standalone.roles.Role;
import io.countersign.standalone.roles.RunningRoles;
import java.io.PrintWriter;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** One role alone, against servers that somebody else runs. */
final class RoleCommands {
  private RoleCommands() {}

  abstract static class One implements Callable<Integer> {
    @Mixin private ServerOptions server = new ServerOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls
    private CommandSpec spec;

    private final Role role;

    One(Role role) {
      this.role = role;
    }

    @Override
    public Integer call() throws Exception {
      return server.run(this::start);
    }

    private void start(ConfigurationReader.Read read, Lifetime lifetime) throws Exception {
      Configuration configuration = read.configuration();
      PrintWriter out = spec.commandLine().getOut();
      Installation installation = Installation.external(configuration);
      EffectiveSettings.log(read);
      RunningRoles running =
          lifetime.own(
              role.text(),
              RunningRoles.start(
                  configuration, installation, Set.of(role), step -> say(out, "  " + step)));
      lifetime.awaitReady(running::notReady);
      say(out, "READY " + running.url());
    }

    private static void say(PrintWriter out, String line) {
      out.println(line);
      out.flush();
    }
  }

  /** The door in. */
  @Command(
      name = "ingest",
      mixinStandardHelpOptions = true,
      description = "Runs the door in alone, against external servers.")
  static final class IngestCommand extends One {
    IngestCommand() {
      super(Role.INGEST);
    }
  }

  /** What decides. */
  @Command(
      name = "engine",
      mixinStandardHelpOptions = true,
      description = "Runs an engine instance alone, against external servers.")
  static final class EngineCommand extends One {
    EngineCommand() {
      super(Role.ENGINE);
    }
  }

  /** What makes events searchable. */
  @Command(
      name = "projections",
      mixinStandardHelpOptions = true,
      description = "Runs the projections alone, against external servers.")
  static final class ProjectionsCommand extends One {
    ProjectionsCommand() {
      super(Role.PROJECTIONS);
    }
  }

  /** The door out. */
  @Command(
      name = "query",
      mixinStandardHelpOptions = true,
      description = "Runs the door out alone, against external servers.")
  static final class QueryCommand extends One {
    QueryCommand() {
      super(Role.QUERY);
    }
  }
}
