package io.countersign.schemas.json;

import java.util.Objects;

/**
 * A JSON string of well-formed Unicode. A lone surrogate is an {@link IllegalArgumentException}: it
 * has no UTF-8 form, so the digest would equal that of another string.
 */
public record JsonString(String value) implements JsonValue {

  public JsonString {
    Objects.requireNonNull(value, "value");
    requireWellFormed(value);
  }

  static void requireWellFormed(String text) {
    if (!isWellFormed(text)) {
      throw new IllegalArgumentException(
          "Expected well-formed Unicode, but found a lone surrogate. Send binary data as base64.");
    }
  }

  static boolean isWellFormed(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        boolean pair =
            Character.isHighSurrogate(c)
                && i + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(i + 1));
        if (!pair) {
          return false;
        }
        i++;
      }
    }
    return true;
  }
}
