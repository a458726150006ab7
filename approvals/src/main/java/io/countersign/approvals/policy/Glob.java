package io.countersign.approvals.policy;

import org.jspecify.annotations.Nullable;

/**
 * A pattern in which {@code *} stands for any characters, none included, and {@code ?} for one
 * character. Everything else stands for itself.
 */
record Glob(String pattern) {
  /** Whether {@code text} has this shape; at most length times length steps. */
  boolean matches(String text) {
    return matches(text, null);
  }

  /**
   * Whether surely everything that {@code other} matches is matched by this too; false when the
   * steps are used up.
   */
  boolean covers(Glob other, Comparisons steps) {
    return matches(other.pattern, steps);
  }

  /** Matches greedily; on a mismatch the last star takes one character more. */
  private boolean matches(String text, @Nullable Comparisons ofPatterns) {
    int at = 0;
    int inPattern = 0;
    int star = -1;
    int afterStar = 0;
    if (ofPatterns != null && !ofPatterns.step()) {
      return false;
    }
    while (at < text.length()) {
      if (ofPatterns != null && !ofPatterns.step()) {
        return false;
      }
      if (inPattern < pattern.length() && pattern.charAt(inPattern) == '*') {
        star = inPattern++;
        afterStar = at;
      } else if (inPattern < pattern.length()
          && fits(pattern.charAt(inPattern), text.charAt(at), ofPatterns != null)) {
        inPattern++;
        at++;
      } else if (star >= 0) {
        inPattern = star + 1;
        at = ++afterStar;
      } else {
        return false;
      }
    }
    while (inPattern < pattern.length() && pattern.charAt(inPattern) == '*') {
      inPattern++;
    }
    return inPattern == pattern.length();
  }

  private static boolean fits(char wanted, char found, boolean foundIsPattern) {
    if (foundIsPattern && (found == '*' || found == '?')) {
      return wanted == '?' && found == '?';
    }
    return wanted == '?' || wanted == found;
  }
}
