package io.countersign.approvals.catalogue;

/** Long texts, cut where a character ends. */
public final class Cut {
  private Cut() {}

  /** The text, or as much of it as fits with an ellipsis into {@code most} characters. */
  public static String to(int most, String text) {
    if (text.length() <= most) {
      return text;
    }
    int end = most - 1;
    return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end)
        + "\u2026";
  }
}
