package io.countersign.standalone.command;

import io.countersign.projections.kafka.FollowerSettings;
import io.countersign.projections.kafka.Rebuild;
import io.countersign.projections.kafka.RebuildRefused;
import io.countersign.projections.kafka.RebuildRequest;
import io.countersign.projections.kafka.RebuildResult;
import io.countersign.projections.kafka.RebuildState;
import io.countersign.standalone.config.Configuration;
import io.countersign.standalone.roles.CannotStart;
import io.countersign.standalone.roles.Installation;
import io.countersign.standalone.roles.ProjectionsRole;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Builds search indexes anew from the events. */
@Command(
    name = "rebuild",
    mixinStandardHelpOptions = true,
    description =
        "Builds search indexes anew from the first event, beside those in use, compares counts with the record and swaps. Live traffic goes on. Interrupted, it goes on where it was when run again.")
final class RebuildCommand implements Callable<Integer> {
  @Mixin private Setup setup = new Setup();

  @Parameters(
      index = "0",
      paramLabel = "PROJECTION",
      defaultValue = "all",
      description =
          "timeline, calls, runs, approvals, controls, budgets, alerts or all (default: ${DEFAULT-VALUE}).")
  private String projection = "all";

  @Option(
      names = "--drop-old",
      description = "Afterwards delete the indexes that nobody reads any more.")
  private boolean dropOld;

  @Option(
      names = "--drop-old-only",
      description = "Delete the indexes that earlier rebuilds left, and build nothing.")
  private boolean dropOldOnly;

  @Option(
      names = "--restart",
      description = "Begin at the first event even if an interrupted rebuild could go on.")
  private boolean restart;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before it calls
  private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    RebuildRequest request = request(settings());
    PrintWriter out = spec.commandLine().getOut();
    try {
      if (dropOldOnly) {
        dropped(out, Rebuild.dropOld(request.settings()));
      } else {
        tell(out, Rebuild.run(request, state -> tell(out, state)));
      }
      out.flush();
      return Commands.DONE;
    } catch (RebuildRefused e) {
      spec.commandLine().getErr().println(e.getMessage());
      return Commands.FAILED;
    }
  }

  private FollowerSettings settings() throws Exception {
    Configuration configuration = setup.read();
    Installation installation = Connection.of(configuration);
    if (installation.openSearch().isEmpty()) {
      throw new CannotStart(
          "Expected openSearch.urls to say where OpenSearch is, but it is not set. Set it in the configuration.",
          null);
    }
    return ProjectionsRole.settings(configuration, installation);
  }

  private RebuildRequest request(FollowerSettings settings) throws CannotStart {
    try {
      return new RebuildRequest(
          settings,
          RebuildRequest.kinds(projection),
          dropOld,
          restart,
          RebuildRequest.BATCH_EVENTS);
    } catch (IllegalArgumentException e) {
      throw new CannotStart(String.valueOf(e.getMessage()), e);
    }
  }

  private static void tell(PrintWriter out, RebuildState state) {
    out.println(
        switch (state.phase()) {
          case FILLING ->
              "generation %d: %,d of %,d records (%.1f %%), %,.0f a second, %s left"
                  .formatted(
                      state.generation(),
                      state.done(),
                      state.total(),
                      state.percent(),
                      state.perSecond(),
                      words(state.remaining()));
          case VERIFYING ->
              "generation %d: comparing counts with the record".formatted(state.generation());
          case CATCHING_UP ->
              "generation %d: catching up, %,d records behind"
                  .formatted(state.generation(), state.total() - state.done());
          case HANDING_OVER -> "generation %d: taking over".formatted(state.generation());
        });
    out.flush();
  }

  private static void tell(PrintWriter out, RebuildResult result) {
    result.codes().forEach((code, count) -> out.printf("  %-8s %,12d events%n", code, count));
    result
        .documents()
        .forEach(
            (kind, count) ->
                out.printf(
                    "  %-10s %,10d documents%n", kind.name().toLowerCase(Locale.ROOT), count));
    if (result.unreadable() > 0 || result.refused() > 0) {
      out.printf(
          "%,d records are no events and %,d documents were refused: see `countersign dead-letters list`%n",
          result.unreadable(), result.refused());
    }
    out.printf(
        "readers are given generation %d: %,d events, counts as in the record, after %s%n",
        result.generation(), result.events(), words(result.took()));
    dropped(out, result.dropped());
  }

  private static void dropped(PrintWriter out, List<String> names) {
    if (!names.isEmpty()) {
      out.printf("deleted %s%n", String.join(", ", names));
    }
  }

  private static String words(Duration duration) {
    return duration.toMinutes() >= 1
        ? "%d min %d s".formatted(duration.toMinutes(), duration.toSecondsPart())
        : "%d s".formatted(duration.toSeconds());
  }
}
