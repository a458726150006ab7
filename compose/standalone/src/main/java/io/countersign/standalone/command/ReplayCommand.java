package io.countersign.standalone.command;

import io.countersign.approvals.Reexecution;
import io.countersign.approvals.kafka.Replay;
import io.countersign.standalone.roles.Installation;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The audit of the auditor. */
@Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    description =
        "Runs the engine over all commands again and compares every event with the record. Changes nothing. Exit code 0 only if all are equal.")
final class ReplayCommand implements Callable<Integer> {
  @Mixin private Setup setup = new Setup();

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before it calls
  private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    Installation installation = Connection.of(setup.read());
    PrintWriter out = spec.commandLine().getOut();
    boolean equal = true;
    Replay replay = new Replay(installation.client(), installation.formats());
    for (Replay.Result result : replay.run(installation.ledgers())) {
      Reexecution.Difference difference = result.difference();
      equal &= difference == null;
      out.printf(
          "ledger %d: %d commands, %d events, %s%n",
          result.ledger(),
          result.commands(),
          result.events(),
          difference == null ? "equal" : "DIFFERENT at position " + difference.position());
      if (difference != null) {
        out.printf(
            "  the record says: %s%n  the engine says: %s%n",
            difference.recorded(), difference.computed());
      }
    }
    out.flush();
    return equal ? Commands.DONE : Commands.FAILED;
  }
}
