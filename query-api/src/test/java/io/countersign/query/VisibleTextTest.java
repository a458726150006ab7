package io.countersign.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.query.VisibleText.Warning;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class VisibleTextTest {

  @Test
  void leavesPlainTextAsItIs() {
    assertPlain("Close ticket 4711, please: 100 % done (really).");
    assertPlain("Grüße aus Köln");
    assertPlain("Закрыть обращение");
    assertPlain("課題を閉じる API");
    assertPlain("أغلق التذكرة");
  }

  @Test
  void showsC0Controls() {
    assertHidden("a\u0000b", "a\\u0000b", Warning.CONTROL);
    assertHidden("a\u001b[2Kb", "a\\u001b[2Kb", Warning.CONTROL);
    assertHidden("safe\rrm", "safe\\u000drm", Warning.CONTROL);
  }

  @Test
  void showsLineFeedsAndTabsWithoutAlarm() {
    VisibleText text = VisibleText.of("one\n\ttwo");
    assertThat(text.text()).isEqualTo("one\\n\\ttwo");
    assertThat(text.hidden()).isFalse();
  }

  @Test
  void showsDel() {
    assertHidden("ab\u007f", "ab\\u007f", Warning.CONTROL);
  }

  @Test
  void showsC1Controls() {
    assertHidden("a\u0085b\u009bc", "a\\u0085b\\u009bc", Warning.CONTROL);
  }

  @Test
  void showsBidirectionalControls() {
    for (char control :
        "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2069".toCharArray()) {
      assertHidden("a" + control + "b", "a\\u%04xb".formatted((int) control), Warning.BIDI);
    }
  }

  @Test
  void showsCharactersWithoutWidth() {
    for (char control :
        "\u200b\u200c\u200d\u2060\u00ad\u034f\u3164\u2028\u2029\u2063".toCharArray()) {
      assertHidden("a" + control + "b", "a\\u%04xb".formatted((int) control), Warning.INVISIBLE);
    }
  }

  @Test
  void showsAByteOrderMark() {
    assertHidden("\ufeffid", "\\ufeffid", Warning.BYTE_ORDER_MARK);
  }

  @Test
  void showsTagCharacters() {
    String tags = new StringBuilder().appendCodePoint(0xE0041).appendCodePoint(0xE007F).toString();
    assertHidden("ok" + tags, "ok\\u{e0041}\\u{e007f}", Warning.TAG);
  }

  @Test
  void showsVariationSelectors() {
    String supplement = new StringBuilder().appendCodePoint(0xE0100).toString();
    assertHidden("a\ufe0f" + supplement, "a\\ufe0f\\u{e0100}", Warning.VARIATION_SELECTOR);
  }

  @Test
  void showsUnusualSpaces() {
    assertHidden("a\u00a0b\u2003c", "a\\u00a0b\\u2003c", Warning.UNUSUAL_SPACE);
  }

  @Test
  void showsWhatHasNoMeaning() {
    assertHidden("a\ue000", "a\\ue000", Warning.UNASSIGNED);
    assertHidden("a\uffff", "a\\uffff", Warning.UNASSIGNED);
  }

  @Test
  void warnsOfLettersOfSeveralScriptsInOneWord() {
    // the second letter is Cyrillic
    VisibleText text = VisibleText.of("p\u0430ypal.com");
    assertThat(text.hidden()).isFalse();
    assertThat(text.text()).isEqualTo("p\u0430ypal.com");
    assertThat(text.warnings()).containsExactly(Warning.MIXED_SCRIPTS);
    assertThat(VisibleText.of("p\u200b\u0430ypal").warnings())
        .containsExactlyInAnyOrder(Warning.INVISIBLE, Warning.MIXED_SCRIPTS);
  }

  @Test
  void warnsOfAWordThatOnlyLooksLatin() {
    assertThat(VisibleText.of("/etc/\u0440\u0430\u0441\u0435").warnings())
        .containsExactly(Warning.LOOKS_LATIN);
  }

  @Test
  void warnsOfFormsThatStandForPlainLetters() {
    assertThat(VisibleText.of("\uff52\uff4f\uff4f\uff54").warnings())
        .containsExactly(Warning.COMPATIBILITY_FORM);
  }

  @Test
  void warnsOfTextThatIsNotInNormalForm() {
    assertThat(VisibleText.of("cafe\u0301").warnings()).containsExactly(Warning.NOT_NORMALIZED);
    assertThat(VisibleText.of("caf\u00e9").warnings()).isEmpty();
  }

  @Test
  void neverShowsTwoTextsAlike() {
    assertThat(VisibleText.of("\\u202e").text()).isNotEqualTo(VisibleText.of("\u202e").text());
    Random random = new Random(41);
    int[] points = {'\\', 'u', 'n', '{', '}', '2', '0', 'e', '\n', 0x202E, 0xE0041, 0x7F, '\t'};
    Map<String, String> shown = new HashMap<>();
    for (int i = 0; i < 100_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int length = random.nextInt(7); length > 0; length--) {
        text.appendCodePoint(points[random.nextInt(points.length)]);
      }
      String before = shown.put(VisibleText.of(text.toString()).text(), text.toString());
      assertThat(before == null || before.contentEquals(text)).as("seed 41, %d", i).isTrue();
    }
  }

  private static void assertPlain(String text) {
    VisibleText visible = VisibleText.of(text);
    assertThat(visible.text()).isEqualTo(text);
    assertThat(visible.hidden()).isFalse();
    assertThat(visible.warnings()).isEmpty();
  }

  private static void assertHidden(String text, String shown, Warning warning) {
    VisibleText visible = VisibleText.of(text);
    assertThat(visible.text()).isEqualTo(shown);
    assertThat(visible.hidden()).isTrue();
    assertThat(visible.warnings()).contains(warning);
  }
}
