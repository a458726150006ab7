package io.countersign.standalone.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PlainTest {
  @Test
  void showsWhatWouldSteerATerminalOrBreakALine() {
    assertThat(Plain.line("one\ntwo\r\tthree")).isEqualTo("one\\ntwo\\r\\tthree");
    assertThat(Plain.line("red \u001B[31m")).isEqualTo("red \\u{001B}[31m");
    assertThat(Plain.line("a\u202Eb\u2028c\u200Bd")).isEqualTo("a\\u{202E}b\\u{2028}c\\u{200B}d");
    assertThat(Plain.line("tag " + Character.toString(0xE0041))).isEqualTo("tag \\u{E0041}");
  }

  @Test
  void leavesWritingAsItIs() {
    assertThat(Plain.line("Rückfrage: 你好 🙂 $1 \\")).isEqualTo("Rückfrage: 你好 🙂 $1 \\");
  }
}
