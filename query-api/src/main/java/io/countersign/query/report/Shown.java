package io.countersign.query.report;

import io.countersign.query.VisibleText;
import io.countersign.schemas.digest.Digest;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;

/**
 * Text as it may stand on a page: nothing hidden in it ({@link VisibleText}), and not longer than a
 * reader can bear. What is cut says how much it was and its digest, so that the whole can be found
 * and compared in the JSON of the same story.
 */
final class Shown {
  /** Most characters of a piece of a line. */
  static final int LINE = 500;

  /** Most characters of a quoted text. */
  static final int QUOTE = 8_000;

  private Shown() {}

  /** In one line. */
  static String line(Span span) {
    String cut = cut(span.text(), LINE);
    VisibleText visible = VisibleText.of(cut);
    boolean asItIs =
        span.style() == Span.Style.VISIBLE && !visible.hidden() && cut.indexOf('\n') < 0;
    return (asItIs ? cut : visible.text()) + rest(span.text(), LINE);
  }

  /** In several lines, ended by line feeds only. */
  static String quote(String text) {
    String lines =
        cut(text, QUOTE)
            .lines()
            .map(each -> VisibleText.of(each).text())
            .collect(Collectors.joining("\n"));
    String rest = rest(text, QUOTE);
    return rest.isEmpty() ? lines : lines + "\n" + rest;
  }

  private static String cut(String text, int most) {
    if (text.length() <= most) {
      return text;
    }
    return text.substring(0, most - (Character.isHighSurrogate(text.charAt(most - 1)) ? 1 : 0));
  }

  private static String rest(String text, int most) {
    int kept = cut(text, most).length();
    return kept == text.length()
        ? ""
        : "… %s more characters, %s"
            .formatted(
                text.length() - kept, Digest.sha256(text.getBytes(StandardCharsets.UTF_8)).text());
  }
}
