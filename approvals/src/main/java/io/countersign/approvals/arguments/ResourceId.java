package io.countersign.approvals.arguments;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a resource id must look like, so that a glob that matches it means what it says. */
final class ResourceId {
  /** Longest resource id, in UTF-16 code units. */
  static final int LONGEST = 1_024;

  private ResourceId() {}

  /** Why an id cannot be compared with a glob, or null when it can. */
  static @Nullable String problem(String id) {
    if (id.isEmpty() || id.length() > LONGEST) {
      return "it is empty or longer than %s characters".formatted(LONGEST);
    }
    if (!ReadableText.isReadable(id)) {
      return "it holds control, bidirectional or zero-width characters";
    }
    return climbs(id) ? "it holds a path segment \"..\", encoded or not" : null;
  }

  /**
   * Whether a segment is {@code ..}: a tool would resolve it and leave what a glob allows. Slashes,
   * backslashes and dots may be percent-encoded, several times over.
   */
  private static boolean climbs(String id) {
    String plain = id.toLowerCase(Locale.ROOT);
    String before;
    do { // ends, because each round makes it shorter
      before = plain;
      plain =
          plain.replace("%25", "%").replace("%2e", ".").replace("%2f", "/").replace("%5c", "\\");
    } while (!plain.equals(before));
    for (int at = plain.indexOf(".."); at >= 0; at = plain.indexOf("..", at + 1)) {
      boolean begins = at == 0 || isBoundary(plain.charAt(at - 1));
      boolean ends = at + 2 == plain.length() || isBoundary(plain.charAt(at + 2));
      if (begins && ends) {
        return true;
      }
    }
    return false;
  }

  private static boolean isBoundary(char c) {
    return c == '/' || c == '\\' || c == ':' || c == ';' || c == '?' || c == '#' || c == '%';
  }
}
