package io.countersign.approvals.names;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BlanksTest {
  @Test
  void takesOffWhatCannotBeSeenAtTheEnds() {
    assertThat(Blanks.stripped(" \t a b\u00A0\u3000\n")).isEqualTo("a b");
    assertThat(Blanks.stripped("a")).isEqualTo("a");
    assertThat(Blanks.only("")).isTrue();
    assertThat(Blanks.only("\u2007 \r\n")).isTrue();
    assertThat(Blanks.only(" \u200D")).isFalse();
  }
}
