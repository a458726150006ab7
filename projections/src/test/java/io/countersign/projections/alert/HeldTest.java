package io.countersign.projections.alert;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What is held beside a shelf. */
final class HeldTest {
  private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");

  private final Held<String> held = new Held<>(2);

  private String get(String name, Instant now) {
    return held.get("acme", name, now, () -> "read");
  }

  @Test
  void givesWhatWasPutUntilItsTimeHasEnded() {
    assertThat(get("a", NOW)).isEqualTo("read");
    held.put("acme", "a", "put", NOW.plusSeconds(60));
    assertThat(get("a", NOW.plusSeconds(59))).isEqualTo("put");
    assertThat(get("a", NOW.plusSeconds(60))).as("ended on the shelf as well").isEqualTo("read");
  }

  @Test
  void makesRoomAndForgets() {
    for (String name : new String[] {"a", "b", "c"}) {
      held.put("acme", name, name, NOW.plusSeconds(60));
    }
    assertThat(get("a", NOW)).isEqualTo("read");
    assertThat(get("c", NOW)).isEqualTo("c");
    held.forget("acme", "c");
    assertThat(get("c", NOW)).isEqualTo("read");
    assertThat(held.get("globex", "b", NOW, () -> "another tenant's"))
        .isEqualTo("another tenant's");
  }
}
