package io.countersign.standalone.command;

import io.countersign.standalone.client.ApiRefused;
import io.countersign.standalone.client.ApiUnreachable;
import io.countersign.standalone.config.ConfigurationRefused;
import io.countersign.standalone.embedded.StartFailure;
import io.countersign.standalone.roles.CannotStart;
import java.io.PrintWriter;
import java.util.Set;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParameterException;

/** All commands, and what becomes of their failures. */
@Command(
    name = "countersign",
    description = "Asks before a tool runs, records what happened, tells the story afterwards.",
    subcommands = {
      UpCommand.class,
      DemoCommand.class,
      TailCommand.class,
      TokenCommand.class,
      RotateGrantKeyCommand.class,
      GatewayCommand.class,
      ReplayCommand.class,
      RebuildCommand.class,
      DeadLetterCommands.class,
      ApplyCommand.class,
      ExportCommand.class,
      DownloadCommand.class,
      PolicyCommands.class,
      ApprovalCommands.class,
      AlertCommands.class,
      StoryCommand.class,
      BrakeCommands.KillCommand.class,
      BrakeCommands.ReadOnlyCommand.class,
      BrakeCommands.ShadowCommand.class,
      BrakeCommands.ReleaseCommand.class,
      BrakeCommands.BrakesCommand.class,
      RoleCommands.IngestCommand.class,
      RoleCommands.EngineCommand.class,
      RoleCommands.ProjectionsCommand.class,
      RoleCommands.QueryCommand.class,
      CommandLine.HelpCommand.class
    },
    mixinStandardHelpOptions = true,
    version = "countersign 0.1.0",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done, or stopped in order",
      "1:a refusal, a bug, or a comparison that found a difference",
      "2:cannot start, or wrong use; one sentence on standard error says why"
    })
public final class Commands {
  /** Done, or stopped in order. */
  public static final int DONE = 0;

  /** A refusal, a bug, or a comparison that found a difference. */
  public static final int FAILED = 1;

  /** Cannot start, or wrong use. */
  public static final int CANNOT_START = 2;

  /**
   * Commands that a person waits for: their standard output is their result, and they log little.
   */
  private static final Set<String> TOOLS =
      Set.of(
          "demo",
          "tail",
          "token",
          "rotate-grant-key",
          "gateway",
          "replay",
          "rebuild",
          "dead-letters",
          "apply",
          "export",
          "download",
          "policy",
          "approvals",
          "alerts",
          "story",
          "kill",
          "read-only",
          "shadow",
          "release",
          "brakes");

  private static final String DEBUG = "COUNTERSIGN_DEBUG";

  private Commands() {}

  /** Parses the arguments, runs the command and returns its exit code. */
  public static int run(String[] arguments) {
    if (arguments.length > 0 && TOOLS.contains(arguments[0])) {
      System.setProperty("log4j2.configurationFile", "log4j2-tool.xml");
    }
    return run(
        arguments,
        new PrintWriter(System.out, true, System.out.charset()),
        new PrintWriter(System.err, true, System.err.charset()));
  }

  /** The same with the streams that the command prints to. */
  static int run(String[] arguments, PrintWriter out, PrintWriter err) {
    CommandLine line = new CommandLine(new Commands());
    line.setOut(out);
    line.setErr(err);
    line.setExecutionExceptionHandler(failures());
    line.setParameterExceptionHandler(Commands::refuse);
    line.setUsageHelpWidth(100);
    if (arguments.length == 0) {
      line.usage(err);
      return CANNOT_START;
    }
    return line.execute(arguments);
  }

  private static int refuse(ParameterException wrong, String[] arguments) {
    PrintWriter err = wrong.getCommandLine().getErr();
    err.println(wrong.getMessage());
    err.println("Try: countersign help " + wrong.getCommandLine().getCommandName());
    return CANNOT_START;
  }

  private static IExecutionExceptionHandler failures() {
    return (failure, line, parsed) -> {
      PrintWriter err = line.getErr();
      boolean expected =
          failure instanceof ConfigurationRefused
              || failure instanceof StartFailure
              || failure instanceof CannotStart
              || failure instanceof ApiUnreachable;
      boolean refused = failure instanceof ApiRefused;
      if (failure instanceof KafkaException) {
        err.println(
            "Expected Kafka to answer at the address in the configuration, but: "
                + failure.getMessage());
        return CANNOT_START;
      }
      if (expected || refused) {
        err.println(failure.getMessage());
      } else {
        err.println(
            "Expected `countersign %s` to work, but it met a bug: %s. Set %s=1 to see where, and please report it."
                .formatted(line.getCommandName(), failure, DEBUG));
      }
      if (System.getenv(DEBUG) != null) {
        failure.printStackTrace(err);
      }
      err.flush();
      return expected ? CANNOT_START : FAILED;
    };
  }
}
