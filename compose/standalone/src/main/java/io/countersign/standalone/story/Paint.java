package io.countersign.standalone.story;

import java.util.regex.Pattern;

/**
 * Colours for a terminal, or none, and text that cannot steer it.
 *
 * @param colours whether to use ANSI colours
 */
public record Paint(boolean colours) {
  private static final int LONGEST = 160;
  private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}]");

  String good(String text) {
    return paint("32", text);
  }

  String bad(String text) {
    return paint("31", text);
  }

  String warn(String text) {
    return paint("33", text);
  }

  String strong(String text) {
    return paint("1", text);
  }

  String faint(String text) {
    return paint("2", text);
  }

  private String paint(String code, String text) {
    return colours ? "\u001B[" + code + "m" + text + "\u001B[0m" : text;
  }

  /** Somebody else's text: one line, without control and bidi characters, not too long. */
  static String plain(String text) {
    String clean = UNPRINTABLE.matcher(text).replaceAll("·");
    return clean.codePointCount(0, clean.length()) <= LONGEST
        ? clean
        : clean.substring(0, clean.offsetByCodePoints(0, LONGEST)) + "…";
  }
}
