package io.countersign.query;

import java.text.Normalizer;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Text as a person may see it: whatever a screen would hide, reorder or leave out stands there as
 * an escape, and what can be mistaken for other text is named. Written so that different texts
 * never look the same: a backslash is written twice, a line feed as {@code \n}, a tab as {@code
 * \t}, any other hidden character as <code>&#92;u202e</code>, or <code>&#92;u{e0041}</code> beyond
 * the basic plane.
 *
 * @param text what to show
 * @param hidden whether there was anything that a screen would not have shown
 * @param warnings what a reader could be misled by
 */
public record VisibleText(String text, boolean hidden, Set<Warning> warnings) {

  /** What a reader of a text could be misled by. */
  public enum Warning {
    /** Control characters (C0 but line feed and tab, DEL, C1). */
    CONTROL,
    /** Characters that change the direction of text (Unicode bidirectional controls). */
    BIDI,
    /** Characters without width, or that many fonts do not draw. */
    INVISIBLE,
    /** A byte order mark. */
    BYTE_ORDER_MARK,
    /** Tag characters, which spell out ASCII that nobody sees. */
    TAG,
    /** Variation selectors, which can carry hidden bytes. */
    VARIATION_SELECTOR,
    /** Spaces other than the usual one. */
    UNUSUAL_SPACE,
    /** Characters for private use or without a meaning in Unicode. */
    UNASSIGNED,
    /** A word with letters of several scripts that resemble each other. */
    MIXED_SCRIPTS,
    /** A word of another script whose letters all look Latin. */
    LOOKS_LATIN,
    /** Forms that stand for plain letters, such as full-width or mathematical ones. */
    COMPATIBILITY_FORM,
    /** Another text in Unicode's normal form C looks the same. */
    NOT_NORMALIZED
  }

  /** Small letters of Cyrillic and Greek that look like Latin ones, and their capitals. */
  private static final String LATIN_LOOKALIKES =
      "\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0455\u0456\u0458\u0501\u051b\u051d\u04bb\u04cf"
          + "\u0410\u0412\u0415\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0423\u0425\u0405\u0406\u0408"
          + "\u03bf\u03bd\u03b9\u03ba\u03c1\u03c5"
          + "\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7";

  public VisibleText {
    warnings = Set.copyOf(warnings);
  }

  /** Makes a text visible. */
  public static VisibleText of(String text) {
    StringBuilder visible = new StringBuilder(text.length());
    EnumSet<Warning> warnings = EnumSet.noneOf(Warning.class);
    for (int i = 0; i < text.length(); ) {
      int point = text.codePointAt(i);
      i += Character.charCount(point);
      if (point == '\\') {
        visible.append("\\\\");
      } else if (point == '\n') {
        visible.append("\\n");
      } else if (point == '\t') {
        visible.append("\\t");
      } else {
        show(point, visible, warnings);
      }
    }
    boolean hidden = !warnings.isEmpty();
    if (!text.chars().allMatch(c -> c < 0x80)) {
      mislead(text, warnings);
    }
    return new VisibleText(visible.toString(), hidden, warnings);
  }

  private static void show(int point, StringBuilder visible, Set<Warning> warnings) {
    Warning why = hidden(point);
    if (why == null) {
      visible.appendCodePoint(point);
      return;
    }
    warnings.add(why);
    visible.append(point > 0xFFFF ? "\\u{%x}".formatted(point) : "\\u%04x".formatted(point));
  }

  private static @Nullable Warning hidden(int point) {
    if (point < 0x20 || (point >= 0x7F && point <= 0x9F)) {
      return Warning.CONTROL;
    }
    if (point < 0x7F) {
      return null;
    }
    if (point == 0x061C
        || point == 0x200E
        || point == 0x200F
        || (point >= 0x202A && point <= 0x202E)
        || (point >= 0x2066 && point <= 0x2069)) {
      return Warning.BIDI;
    }
    if (point == 0xFEFF) {
      return Warning.BYTE_ORDER_MARK;
    }
    if (point >= 0xE0000 && point <= 0xE007F) {
      return Warning.TAG;
    }
    if ((point >= 0xFE00 && point <= 0xFE0F)
        || (point >= 0xE0100 && point <= 0xE01EF)
        || (point >= 0x180B && point <= 0x180F)) {
      return Warning.VARIATION_SELECTOR;
    }
    return isInvisible(point) ? Warning.INVISIBLE : byCategory(point);
  }

  /** Characters that are ignored when drawn, and letters that are drawn as nothing. */
  private static boolean isInvisible(int point) {
    return point == 0x00AD
        || point == 0x034F
        || point == 0x115F
        || point == 0x1160
        || point == 0x17B4
        || point == 0x17B5
        || (point >= 0x200B && point <= 0x200D)
        || (point >= 0x2028 && point <= 0x2029)
        || (point >= 0x2060 && point <= 0x206F)
        || point == 0x2800
        || point == 0x3164
        || point == 0xFFA0
        || (point >= 0xFFF0 && point <= 0xFFFB)
        || (point >= 0xE0080 && point <= 0xE0FFF);
  }

  private static @Nullable Warning byCategory(int point) {
    return switch (Character.getType(point)) {
      case Character.FORMAT -> Warning.INVISIBLE;
      case Character.SPACE_SEPARATOR -> Warning.UNUSUAL_SPACE;
      case Character.PRIVATE_USE, Character.UNASSIGNED, Character.SURROGATE -> Warning.UNASSIGNED;
      default -> null;
    };
  }

  private static void mislead(String text, Set<Warning> warnings) {
    if (!Normalizer.isNormalized(text, Normalizer.Form.NFC)) {
      warnings.add(Warning.NOT_NORMALIZED);
    }
    StringBuilder word = new StringBuilder();
    for (int i = 0; i < text.length(); ) {
      int point = text.codePointAt(i);
      i += Character.charCount(point);
      // A hidden character does not end a word: what it stands in is read as one.
      if (Character.isLetterOrDigit(point) || isMark(point)) {
        word.appendCodePoint(point);
      } else if (hidden(point) == null) {
        judge(word, warnings);
      }
    }
    judge(word, warnings);
  }

  private static void judge(StringBuilder letters, Set<Warning> warnings) {
    String word = letters.toString();
    letters.setLength(0);
    if (word.chars().allMatch(c -> c < 0x80)) {
      return;
    }
    EnumSet<Character.UnicodeScript> scripts = EnumSet.noneOf(Character.UnicodeScript.class);
    word.codePoints().mapToObj(Character.UnicodeScript::of).forEach(scripts::add);
    scripts.remove(Character.UnicodeScript.COMMON);
    scripts.remove(Character.UnicodeScript.INHERITED);
    if (scripts.size() > 1 && !isEastAsian(scripts)) {
      warnings.add(Warning.MIXED_SCRIPTS);
    }
    boolean letter = word.codePoints().anyMatch(Character::isLetter);
    boolean lookalike =
        word.codePoints()
            .filter(Character::isLetter)
            .allMatch(point -> LATIN_LOOKALIKES.indexOf(point) >= 0);
    if (letter && lookalike) {
      warnings.add(Warning.LOOKS_LATIN);
    }
    String plain = Normalizer.normalize(word, Normalizer.Form.NFKC);
    if (!plain.equals(Normalizer.normalize(word, Normalizer.Form.NFC))) {
      warnings.add(Warning.COMPATIBILITY_FORM);
    }
  }

  /** Scripts that are written together, with Latin among them (UTS 39, highly restrictive). */
  private static boolean isEastAsian(Set<Character.UnicodeScript> scripts) {
    EnumSet<Character.UnicodeScript> others =
        EnumSet.of(
            Character.UnicodeScript.LATIN,
            Character.UnicodeScript.HAN,
            Character.UnicodeScript.HIRAGANA,
            Character.UnicodeScript.KATAKANA,
            Character.UnicodeScript.HANGUL,
            Character.UnicodeScript.BOPOMOFO);
    return others.containsAll(scripts);
  }

  private static boolean isMark(int point) {
    int type = Character.getType(point);
    return type == Character.NON_SPACING_MARK
        || type == Character.COMBINING_SPACING_MARK
        || type == Character.ENCLOSING_MARK;
  }
}
