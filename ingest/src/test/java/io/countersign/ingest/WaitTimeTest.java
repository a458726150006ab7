package io.countersign.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class WaitTimeTest {
  private static final Duration LONGEST = Duration.ofSeconds(25);

  @Test
  void readsAllSpellings() {
    assertThat(WaitTime.parse("25s", LONGEST)).contains(LONGEST);
    assertThat(WaitTime.parse("500ms", LONGEST)).contains(Duration.ofMillis(500));
    assertThat(WaitTime.parse("PT2.5S", LONGEST)).contains(Duration.ofMillis(2500));
    assertThat(WaitTime.parse("0s", LONGEST)).contains(Duration.ZERO);
  }

  @Test
  void neverWaitsLongerThanAllowed() {
    assertThat(WaitTime.parse("999999999s", LONGEST)).contains(LONGEST);
    assertThat(WaitTime.parse("PT1H", LONGEST)).contains(LONGEST);
  }

  @Test
  void refusesEverythingElse() {
    for (String text : List.of("", "s", "25", "-1s", "PT-1S", "1.5s", "9999999999s", "soon")) {
      assertThat(WaitTime.parse(text, LONGEST)).as(text).isEmpty();
    }
  }
}
