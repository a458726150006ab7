package io.countersign.approvals;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.approvals.state.MemoryState;
import io.countersign.approvals.state.State;
import io.countersign.schemas.avro.AvroBytes;
import io.countersign.schemas.avro.EventCodec;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.testkit.Story;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What holds of budgets and limits at every position of every history: 100,000 commands in ten of
 * them.
 */
class BudgetLawsTest {
  private static final int COMMANDS = 10_000;

  private static final Map<String, Integer> SEEN = new TreeMap<>();

  @ParameterizedTest
  @ValueSource(longs = {31, 32, 33, 34, 35, 36, 37, 38, 39, 40})
  void holdAtEveryPosition(long seed) {
    Engine engine = Budgeted.engine();
    BudgetCommands random = new BudgetCommands(seed);
    BudgetAuditor auditor = new BudgetAuditor();
    MemoryState state = new MemoryState();
    List<Delivery> commands = new ArrayList<>();
    List<EventEnvelope> events = new ArrayList<>();
    for (int i = 0; i < COMMANDS; i++) {
      step(engine, state, random.next(), commands, events, auditor, seed);
    }
    do {
      step(engine, state, random.tickLater(), commands, events, auditor, seed);
    } while (!state.due(Instant.MAX, 1).isEmpty());
    told(auditor::nothingLeaks, seed, events);
    auditor.seen().forEach((what, times) -> SEEN.merge(what, times, Integer::sum));

    MemoryState again = new MemoryState();
    List<EventEnvelope> replayed = replay(engine, again, commands);
    assertThat(replayed).as("seed %s", seed).hasSameSizeAs(events);
    for (int at = 0; at < events.size(); at++) {
      assertThat(bytes(replayed.get(at)))
          .as("seed %s, position %s", seed, at)
          .isEqualTo(bytes(events.get(at)));
    }
    assertThat(again.snapshot()).as("seed %s", seed).isEqualTo(state.snapshot());
    assertThat(replay(engine, unforgetting(), commands).equals(events))
        .as("forgetting rows that say nothing any more changes no decision; seed %s", seed)
        .isTrue();
    MemoryState restored = new MemoryState();
    events.forEach(e -> Fold.apply(restored, EventCodec.fromAvro(EventCodec.toAvro(e))));
    assertThat(restored.snapshot()).as("seed %s", seed).isEqualTo(state.snapshot());
  }

  /** Histories in which nothing happens would prove nothing. */
  @AfterAll
  static void wereWorthTelling() {
    assertThat(SEEN)
        .as("%s", SEEN)
        .containsKeys(
            "ACTUAL",
            "ASSUMED",
            "RELEASED",
            "ADJUSTED",
            "overrun",
            "window",
            "threshold 50",
            "threshold 80",
            "threshold 100")
        .hasEntrySatisfying("allowed", times -> assertThat(times).isGreaterThan(5_000))
        .hasEntrySatisfying("exhausted", times -> assertThat(times).isGreaterThan(1_000))
        .hasEntrySatisfying("limited", times -> assertThat(times).isGreaterThan(300))
        .hasEntrySatisfying("capped", times -> assertThat(times).isGreaterThan(300));
  }

  private static void step(
      Engine engine,
      MemoryState state,
      Delivery delivery,
      List<Delivery> commands,
      List<EventEnvelope> events,
      BudgetAuditor auditor,
      long seed) {
    commands.add(delivery);
    List<EventEnvelope> given = engine.handle(state, delivery);
    for (EventEnvelope event : given) {
      Fold.apply(state, event);
      events.add(event);
    }
    told(() -> auditor.look(given), seed, events);
  }

  private static List<EventEnvelope> replay(Engine engine, State state, List<Delivery> commands) {
    List<EventEnvelope> events = new ArrayList<>();
    for (Delivery delivery : commands) {
      for (EventEnvelope event : engine.handle(state, delivery)) {
        Fold.apply(state, event);
        events.add(event);
      }
    }
    return events;
  }

  /** A state in which nothing ever expires. */
  private static State unforgetting() {
    MemoryState state = new MemoryState();
    return (State)
        Proxy.newProxyInstance(
            State.class.getClassLoader(),
            new Class<?>[] {State.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("expired")) {
                return List.of();
              }
              try {
                return method.invoke(state, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private static void told(Runnable look, long seed, List<EventEnvelope> events) {
    try {
      look.run();
    } catch (AssertionError e) {
      throw new AssertionError(
          "seed %s, position %s: %s in%n%s"
              .formatted(
                  seed,
                  events.size(),
                  e.getMessage(),
                  Story.of(events.subList(Math.max(0, events.size() - 40), events.size()))),
          e);
    }
  }

  private static byte[] bytes(EventEnvelope event) {
    return AvroBytes.write(EventCodec.toAvro(event));
  }
}
