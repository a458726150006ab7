package io.countersign.approvals.notice;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Somebody else's text for a person: in one line, not too long, and with everything visible.
 * Control characters, line separators and the invisible characters that turn or hide text are
 * written as their code points.
 */
final class Shown {
  private static final int LONGEST = 160;
  private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}]");

  private Shown() {}

  static String text(String text) {
    String clean =
        UNPRINTABLE
            .matcher(text)
            .replaceAll(
                found ->
                    "\\\\u{%s}"
                        .formatted(
                            Integer.toHexString(found.group().codePointAt(0))
                                .toUpperCase(Locale.ROOT)));
    return clean.codePointCount(0, clean.length()) <= LONGEST
        ? clean
        : clean.substring(0, clean.offsetByCodePoints(0, LONGEST)) + "…";
  }
}
