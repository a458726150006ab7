package io.countersign.standalone.client;

import java.util.regex.Pattern;

/**
 * Somebody else's text on a terminal: in one line, and unable to steer it. Control characters, line
 * and paragraph separators and the invisible ones that turn the direction of text are written as
 * their code points, so that no text can print a line that is not there.
 */
public final class Plain {
  private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}]");

  private Plain() {}

  /** The text in one line, as long as it is. */
  public static String line(String text) {
    return UNPRINTABLE
        .matcher(text)
        .replaceAll(
            found ->
                switch (found.group().codePointAt(0)) {
                  case '\n' -> "\\\\n";
                  case '\r' -> "\\\\r";
                  case '\t' -> "\\\\t";
                  default -> "\\\\u{%04X}".formatted(found.group().codePointAt(0));
                });
  }
}
