package io.countersign.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class DurationsTest {

  @Test
  void readsEveryUnit() {
    assertThat(Durations.parse("500ms")).contains(Duration.ofMillis(500));
    assertThat(Durations.parse("25s")).contains(Duration.ofSeconds(25));
    assertThat(Durations.parse("10m")).contains(Duration.ofMinutes(10));
    assertThat(Durations.parse("1h")).contains(Duration.ofHours(1));
    assertThat(Durations.parse("31d")).contains(Duration.ofDays(31));
    assertThat(Durations.parse("0s")).contains(Duration.ZERO);
    assertThat(Durations.parse("999999999d")).contains(Duration.ofDays(999_999_999));
  }

  @Test
  void refusesEverythingElse() {
    for (String text :
        List.of("", "s", "25", "-1s", "PT1M", "1.5s", "9999999999s", "1 s", "1S", "1w", "soon")) {
      assertThat(Durations.parse(text)).as(text).isEmpty();
    }
  }
}
