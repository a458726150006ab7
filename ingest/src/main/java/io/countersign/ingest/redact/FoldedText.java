package io.countersign.ingest.redact;

/**
 * A text as the rules see it: without invisible characters and with full-width ASCII made plain, so
 * that a zero-width space inside a key does not hide it. Remembers where each character came from.
 */
final class FoldedText {

  private final String original;
  private final String folded;
  private final int[] origins;

  private FoldedText(String original, String folded, int[] origins) {
    this.original = original;
    this.folded = folded;
    this.origins = origins;
  }

  static FoldedText of(String text) {
    StringBuilder folded = new StringBuilder(text.length());
    int[] origins = new int[text.length() + 1];
    boolean same = true;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (isInvisible(c)) {
        same = false;
      } else if (isInvisiblePair(text, i)) {
        same = false;
        i++;
      } else {
        char plain = plain(c);
        same &= plain == c;
        origins[folded.length()] = i;
        folded.append(plain);
      }
    }
    origins[folded.length()] = text.length();
    return new FoldedText(text, same ? text : folded.toString(), origins);
  }

  String text() {
    return folded;
  }

  /** The span in the original text, with the invisible characters inside it. */
  Span original(Span span) {
    int end = origins[span.end() - 1] + 1;
    return new Span(origins[span.start()], Math.min(end, original.length()), span.ruleId());
  }

  private static boolean isInvisible(char c) {
    return c >= 0x80
        && (Character.getType(c) == Character.FORMAT
            || (c >= '\uFE00' && c <= '\uFE0F')
            || c == '\u034F'
            || c == '\u115F'
            || c == '\u1160'
            || c == '\u3164');
  }

  /** Tags and variation selectors beyond the basic plane. */
  private static boolean isInvisiblePair(String text, int at) {
    if (!Character.isHighSurrogate(text.charAt(at))) {
      return false;
    }
    int point = text.codePointAt(at);
    return Character.getType(point) == Character.FORMAT || (point >= 0xE0100 && point <= 0xE01EF);
  }

  private static char plain(char c) {
    if (c >= '\uFF01' && c <= '\uFF5E') {
      return (char) (c - 0xFEE0);
    }
    return c == '\u00A0' || c == '\u202F' || c == '\u3000' || (c >= '\u2000' && c <= '\u200A')
        ? ' '
        : c;
  }
}
