package io.countersign.approvals.streams;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.approvals.BudgetCommands;
import io.countersign.approvals.Budgeted;
import io.countersign.approvals.Delivery;
import io.countersign.approvals.Engine;
import io.countersign.approvals.Fold;
import io.countersign.approvals.state.Expiry;
import io.countersign.approvals.state.MemoryState;
import io.countersign.schemas.event.DecisionMade;
import io.countersign.schemas.event.EventEnvelope;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Budgets and limits decide the same on the store as on the heap. */
class BudgetsOnTheStoreTest {
  private static final Instant FAR = Instant.parse("2999-01-01T00:00:00Z");

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(longs = {51, 52})
  void areTheSameAsOnTheHeap(long seed) {
    BudgetCommands random = new BudgetCommands(seed);
    Engine engine = Budgeted.engine();
    MemoryState heap = new MemoryState();
    int holding = 0;
    try (TopologyLedger ledger = new TopologyLedger(engine, directory)) {
      for (int i = 0; i < 3_000; i++) {
        Delivery delivery = random.next();
        List<EventEnvelope> expected = engine.handle(heap, delivery);
        expected.forEach(event -> Fold.apply(heap, event));
        assertThat(ledger.handle(delivery.command(), delivery.logTime()))
            .as("seed %s, command %s", seed, i)
            .isEqualTo(expected);
        for (EventEnvelope event : expected) {
          if (event.body() instanceof DecisionMade decision && decision.holds() != null) {
            holding++;
          }
        }
      }
      assertThat(ledger.deadLetters()).isEmpty();
      assertThat(holding).as("seed %s", seed).isGreaterThan(100);
      isTheSame(ledger.state(), heap);
    }
  }

  private static void isTheSame(StoredState store, MemoryState heap) {
    List<Expiry> rows = heap.expired(FAR, 10_000);
    assertThat(rows).isNotEmpty();
    assertThat(store.expired(FAR, 10_000)).isEqualTo(rows);
    for (Expiry row : rows) {
      assertThat(store.spending(row.tenant(), row.id(), row.subject()))
          .isEqualTo(heap.spending(row.tenant(), row.id(), row.subject()));
      assertThat(store.rate(row.tenant(), row.id(), row.subject()))
          .isEqualTo(heap.rate(row.tenant(), row.id(), row.subject()));
      assertThat(store.running(row.tenant(), row.id(), row.subject()))
          .isEqualTo(heap.running(row.tenant(), row.id(), row.subject()));
    }
  }
}
