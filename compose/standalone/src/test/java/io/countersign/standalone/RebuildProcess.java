package io.countersign.standalone;

import io.countersign.projections.kafka.FollowerSettings;
import io.countersign.projections.kafka.Rebuild;
import io.countersign.projections.kafka.RebuildRequest;
import io.countersign.projections.kafka.RebuildState;
import io.countersign.schemas.Indexes;
import io.countersign.schemas.registry.RegistrySettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** A rebuild of a rig's indexes in a process of its own, which a test can kill. */
final class RebuildProcess {
  /** What it says when it holds on in the middle, to be killed there. */
  static final String HALF_DONE = "HALF DONE";

  private static final String HALF = "half";

  private RebuildProcess() {}

  /** The arguments that {@link #main} understands. */
  static String[] arguments(FollowerSettings settings, int batchEvents) {
    return new String[] {
      RebuildProcess.class.getName(),
      settings.kafka().getOrDefault("bootstrap.servers", ""),
      settings.registry().urls().getFirst().toString(),
      settings.openSearch().getFirst().toString(),
      settings.indexes().prefix(),
      settings.topics().events(),
      settings.topics().alerts(),
      settings.topics().deadLetters(),
      settings.group(),
      Integer.toString(batchEvents)
    };
  }

  /** Arguments for one that fills a part, event by event, says so, and goes no further. */
  static String[] halfDone(FollowerSettings settings) {
    String[] whole = arguments(settings, 1);
    String[] half = Arrays.copyOf(whole, whole.length + 1);
    half[whole.length] = HALF;
    return half;
  }

  public static void main(String[] given) throws Exception {
    FollowerSettings settings =
        new FollowerSettings(
            Map.of("bootstrap.servers", given[0]),
            RegistrySettings.at(URI.create(given[1])),
            List.of(URI.create(given[2])),
            Duration.ofSeconds(10),
            new Indexes(given[3]),
            new FollowerSettings.TopicNames(given[4], "", "", "", given[5], given[6]),
            given[7],
            "1",
            200,
            100);
    Rebuild.run(
        new RebuildRequest(
            settings, RebuildRequest.rebuildable(), false, false, Integer.parseInt(given[8])),
        state -> {
          System.out.println(state.phase() + " " + state.done());
          if (given.length > 9 && state.phase() == RebuildState.Phase.FILLING && state.done() > 0) {
            System.out.println(HALF_DONE);
            awaitTheEndOfTheTest();
          }
        });
    System.out.println("REBUILT");
  }

  private static void awaitTheEndOfTheTest() {
    try {
      while (System.in.read() >= 0) {
        // nobody tells it anything
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Runtime.getRuntime().halt(3);
  }
}
