package io.countersign.approvals.arguments;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A pattern of names: {@code *} stands for any characters or none, {@code ?} for exactly one, and a
 * backslash takes the next character as it is. Everything else stands for itself, code point by
 * code point: case matters, nothing is normalised, and slashes and dots are not special. The whole
 * text must match. Matching takes at most (length of the text × parts of the glob) comparisons, and
 * no stack.
 */
public final class Glob {
  /** Longest glob, in UTF-16 code units. */
  public static final int LONGEST = 512;

  private static final int ANY = -1;
  private static final int ONE = -2;

  private final String text;
  private final int[] parts;

  private Glob(String text, int[] parts) {
    this.text = text;
    this.parts = parts;
  }

  /**
   * Reads a glob.
   *
   * @throws IllegalArgumentException if it is empty, too long, ends in a single backslash, or holds
   *     characters that cannot be seen
   */
  public static Glob compile(String glob) {
    if (glob.isEmpty() || glob.length() > LONGEST) {
      throw new IllegalArgumentException(
          "Expected a glob of 1 to %s characters, but it has %s."
              .formatted(LONGEST, glob.length()));
    }
    if (!ReadableText.isReadable(glob)) {
      throw new IllegalArgumentException(
          "Expected a glob of visible characters, but it holds control, bidirectional or zero-width ones.");
    }
    List<Integer> parts = new ArrayList<>();
    int[] codePoints = glob.codePoints().toArray();
    for (int i = 0; i < codePoints.length; i++) {
      int c = codePoints[i];
      if (c == '\\') {
        i++;
        if (i == codePoints.length) {
          throw new IllegalArgumentException(
              "Expected a character after the last backslash of a glob, but it ends.");
        }
        parts.add(codePoints[i]);
      } else if (c != '*' || parts.isEmpty() || parts.getLast() != ANY) {
        parts.add(c == '*' ? ANY : c == '?' ? ONE : c);
      }
    }
    return new Glob(glob, parts.stream().mapToInt(Integer::intValue).toArray());
  }

  /** Whether the whole text matches. */
  public boolean matches(String candidate) {
    int[] characters = candidate.codePoints().toArray();
    int at = 0;
    int part = 0;
    int star = -1;
    int resume = 0;
    while (at < characters.length) {
      if (part < parts.length && (parts[part] == ONE || parts[part] == characters[at])) {
        at++;
        part++;
      } else if (part < parts.length && parts[part] == ANY) {
        star = part++;
        resume = at;
      } else if (star >= 0) {
        // The last star takes one more; what stood before it need never be tried again.
        part = star + 1;
        at = ++resume;
      } else {
        return false;
      }
    }
    while (part < parts.length && parts[part] == ANY) {
      part++;
    }
    return part == parts.length;
  }

  /** The glob as it was written. */
  public String text() {
    return text;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Glob glob && text.equals(glob.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }
}
