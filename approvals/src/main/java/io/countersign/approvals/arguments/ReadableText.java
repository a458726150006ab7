package io.countersign.approvals.arguments;

/**
 * Whether a name can be read for what it is. Written out as ranges rather than asked of the JDK,
 * whose Unicode tables differ between versions.
 */
final class ReadableText {
  /** Pairs of first and last code point, inclusive. */
  private static final int[] UNREADABLE = {
    0x0000, 0x001F, // controls
    0x007F, 0x009F, // delete and more controls
    0x00AD, 0x00AD, // soft hyphen
    0x034F, 0x034F, // combining grapheme joiner
    0x061C, 0x061C, // Arabic letter mark
    0x115F, 0x1160, // Hangul fillers
    0x17B4, 0x17B5, // Khmer inherent vowels
    0x180B, 0x180F, // Mongolian selectors
    0x200B, 0x200F, // zero width and direction marks
    0x2028, 0x202E, // line separators, embeddings and overrides
    0x2060, 0x206F, // joiners, invisible operators, isolates
    0x3164, 0x3164, // Hangul filler
    0xD800, 0xDFFF, // halves of a surrogate pair
    0xFE00, 0xFE0F, // variation selectors
    0xFEFF, 0xFEFF, // byte order mark
    0xFFA0, 0xFFA0, // half-width Hangul filler
    0xFFF0, 0xFFFB, // interlinear annotation
    0x1D173, 0x1D17A, // musical format characters
    0xE0000, 0xE0FFF, // tags and selectors
  };

  private ReadableText() {}

  static boolean isReadable(String text) {
    return text.codePoints().allMatch(ReadableText::isReadable);
  }

  private static boolean isReadable(int codePoint) {
    for (int i = 0; i < UNREADABLE.length; i += 2) {
      if (codePoint >= UNREADABLE[i] && codePoint <= UNREADABLE[i + 1]) {
        return false;
      }
    }
    return true;
  }
}
