package io.countersign.approvals.names;

/**
 * Blanks, and texts without them at their ends. The set is written out (property White_Space of
 * Unicode 15): the tables of another JDK must not change what is recorded.
 */
public final class Blanks {
  private static final String BLANKS =
      "\t\n\u000B\f\r\u001C\u001D\u001E\u001F \u0085\u00A0\u1680"
          + "\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A"
          + "\u2028\u2029\u202F\u205F\u3000";

  private Blanks() {}

  private static boolean isBlank(char character) {
    return BLANKS.indexOf(character) >= 0;
  }

  /** Whether {@code text} is empty or has nothing but blanks. */
  public static boolean only(String text) {
    return stripped(text).isEmpty();
  }

  /** {@code text} without the blanks at its ends. */
  public static String stripped(String text) {
    int end = text.length();
    while (end > 0 && isBlank(text.charAt(end - 1))) {
      end--;
    }
    int start = 0;
    while (start < end && isBlank(text.charAt(start))) {
      start++;
    }
    return text.substring(start, end);
  }
}
