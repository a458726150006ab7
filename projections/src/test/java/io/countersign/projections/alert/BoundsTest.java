package io.countersign.projections.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.schemas.alert.Alert;
import io.countersign.schemas.call.Risk;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Whoever invents new names for each call fills no memory. */
class BoundsTest {
  private static final Instant START = Instant.parse("2026-11-20T09:00:00Z");

  @Test
  void aShelfHoldsNoMoreThanItMayAndLetsTheFirstThatEndsGo() {
    MapMemory memory = new MapMemory();
    Shelves shelves = new Shelves(memory);
    Shelf<String> shelf =
        shelves.shelf("texts", 3, Form.of((to, text) -> to.writeUTF(text), from -> from.readUTF()));
    for (int i = 0; i < 10; i++) {
      shelf.put("acme", "n" + i, "v" + i, START.plusSeconds(100 - i));
      shelf.put("globex", "n" + i, "v" + i, START.plusSeconds(100 + i));
    }
    assertThat(memory.size()).isEqualTo(6);
    assertThat(shelf.get("globex", "n9", START)).contains("v9");
    assertThat(shelf.get("globex", "n6", START)).isEmpty();
    assertThat(shelf.get("acme", "n0", START)).contains("v0");
    assertThat(shelf.get("acme", "n0", START.plusSeconds(100))).as("its time has ended").isEmpty();
    assertThat(shelf.ended(START.plusSeconds(200), 4)).hasSize(4);
    assertThat(memory.size()).isEqualTo(2);
  }

  @Test
  void manyCallsThatNeverEndAreForgotten() {
    Ledger ledger = new Ledger();
    for (int i = 0; i < 600; i++) {
      ledger.allowed("bot-" + i, "pay/send", Risk.WRITE);
    }
    int full = ledger.memory().size();
    ledger.after(Duration.ofDays(400));
    for (int i = 0; i < 300; i++) {
      ledger.intent("bot", "pay/send", "{}");
    }
    assertThat(ledger.memory().size()).isLessThan(full / 2);
    assertThat(ledger.alerts()).extracting(Alert::kind).doesNotContain("OUTCOME_MISSING");
  }
}
