package io.countersign.approvals;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.approvals.state.MemoryState;
import io.countersign.schemas.avro.AvroBytes;
import io.countersign.schemas.avro.EventCodec;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.testkit.Story;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What holds of approvals at every position of every history: 100,000 commands in twenty of them.
 */
class ApprovalLawsTest {
  private static final int COMMANDS = 5_000;
  private static final Map<String, Integer> SEEN = new TreeMap<>();

  @ParameterizedTest
  @ValueSource(
      longs = {51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63, 64, 65, 66, 67, 68, 69, 70})
  void holdAtEveryPosition(long seed) {
    new History(seed).live();
  }

  /** Histories in which nothing happens would prove nothing. */
  @AfterAll
  static void wereWorthTelling() {
    assertThat(SEEN)
        .as("%s", SEEN)
        .containsKeys(
            "DENIED",
            "EXPIRED",
            "CANCELLED",
            "SUPERSEDED",
            "INVALIDATED",
            "REVOKED",
            "LAPSED",
            "claimed OFFLINE",
            "claimed ONLINE",
            "change",
            "confirmed",
            "delegated",
            "glass",
            "reconciled",
            "reviewed",
            "standing")
        .hasEntrySatisfying("requested", times -> assertThat(times).isGreaterThan(3_000))
        .hasEntrySatisfying("granted", times -> assertThat(times).isGreaterThan(1_000))
        .hasEntrySatisfying("claimed ONLINE", times -> assertThat(times).isGreaterThan(300));
  }

  /** One ledger, looked at with every command. */
  private static final class History {
    private final long seed;
    private final Engine engine = new Engine();
    private final ApprovalCommands random;
    private final ApprovalAuditor auditor = new ApprovalAuditor();
    private final MemoryState state = new MemoryState();
    private final List<Delivery> commands = new ArrayList<>();
    private final List<EventEnvelope> events = new ArrayList<>();

    History(long seed) {
      this.seed = seed;
      this.random = new ApprovalCommands(seed);
    }

    void live() {
      for (int i = 0; i < COMMANDS; i++) {
        take(random.next());
      }
      do {
        take(random.tickLater());
      } while (!state.due(Instant.MAX, 1).isEmpty());
      told(auditor::ended);
      told(this::nothingLeaks);
      auditor.seen().forEach((what, times) -> SEEN.merge(what, times, Integer::sum));
      replays();
      MemoryState restored = new MemoryState();
      events.forEach(e -> Fold.apply(restored, EventCodec.fromAvro(EventCodec.toAvro(e))));
      assertThat(restored.snapshot()).as("seed %s", seed).isEqualTo(state.snapshot());
    }

    private void take(Delivery delivery) {
      commands.add(delivery);
      told(
          () -> {
            List<EventEnvelope> given = engine.handle(state, delivery);
            for (EventEnvelope event : given) {
              events.add(event);
              Fold.apply(state, event);
            }
            auditor.look(given);
            random.saw(given);
          });
    }

    /** Every approval has ended, so nothing waits, nothing is kept for it, and nothing runs. */
    private void nothingLeaks() {
      List<?> counts = (List<?>) state.snapshot().get(3);
      assertThat((Map<?, ?>) counts.get(5)).as("running calls").isEmpty();
      List<?> kept = (List<?>) state.snapshot().get(8);
      assertThat((Map<?, ?>) kept.get(1)).as("intents").isEmpty();
      assertThat((Map<?, ?>) kept.get(2)).as("changes").isEmpty();
      assertThat((Map<?, ?>) kept.get(3)).as("waiting").isEmpty();
      assertThat((Collection<?>) state.snapshot().get(6)).as("deadlines").isEmpty();
      assertThat(((Map<?, ?>) kept.getFirst()).size())
          .as("approvals")
          .isLessThanOrEqualTo((int) ApprovalCommands.SETTINGS.rememberMost() + 80);
    }

    /** The same commands again give the same record, byte for byte. */
    private void replays() {
      MemoryState again = new MemoryState();
      int at = 0;
      for (Delivery delivery : commands) {
        for (EventEnvelope event : engine.handle(again, delivery)) {
          assertThat(bytes(event))
              .as("seed %s, position %s", seed, at)
              .isEqualTo(bytes(events.get(at++)));
          Fold.apply(again, event);
        }
      }
      assertThat(at).as("seed %s", seed).isEqualTo(events.size());
      assertThat(again.snapshot()).as("seed %s", seed).isEqualTo(state.snapshot());
    }

    private void told(Runnable look) {
      try {
        look.run();
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError(
            "seed %s, position %s, after %s: %s in%n%s"
                .formatted(
                    seed,
                    events.size(),
                    commands.getLast().command().body(),
                    e,
                    Story.of(events.subList(Math.max(0, events.size() - 40), events.size()))),
            e);
      }
    }
  }

  private static byte[] bytes(EventEnvelope event) {
    return AvroBytes.write(EventCodec.toAvro(event));
  }
}
