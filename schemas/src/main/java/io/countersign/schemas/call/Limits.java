package io.countersign.schemas.call;

import org.jspecify.annotations.Nullable;

/**
 * Checks that values use when they are made, so that nothing longer than its limit is ever a value
 * of the domain. Lengths are UTF-16 code units.
 */
public final class Limits {
  /** Longest identifier: tenant, run, agent, principal, server, tool and the like. */
  public static final int IDENTIFIER = 256;

  /** Longest free text that is kept whole, such as a reason or a preview. */
  public static final int TEXT = 64 * 1024;

  /** Longest reason that an operator gives. */
  public static final int REASON = 1_024;

  /** Longest document of an operator, such as a policy. */
  public static final int DOCUMENT = 128 * 1024;

  /** Most entries of a list inside one command. */
  public static final int LIST = 256;

  private Limits() {}

  /**
   * Returns {@code value}, which must be present, not blank and at most {@link #IDENTIFIER} long.
   */
  public static String identifier(String name, String value) {
    if (value.isBlank() || value.length() > IDENTIFIER) {
      throw new IllegalArgumentException(
          "Expected %s of 1 to %d characters, but it has %d"
              .formatted(name, IDENTIFIER, value.length()));
    }
    if (!isPlain(value)) {
      throw new IllegalArgumentException(
          "Expected %s without control characters and without characters that change the direction of text, but it has some"
              .formatted(name));
    }
    return value;
  }

  /** Whether a text has nothing in it that could make a reader see another one. */
  public static boolean isPlain(String value) {
    return value.chars().noneMatch(Limits::misleads);
  }

  /**
   * Control characters (C0, DEL, C1), line separators, and the bidirectional controls of Unicode.
   */
  private static boolean misleads(int character) {
    return character < 0x20
        || (character >= 0x7F && character <= 0x9F)
        || character == 0x061C
        || character == 0x200E
        || character == 0x200F
        || (character >= 0x2028 && character <= 0x202E)
        || (character >= 0x2066 && character <= 0x2069);
  }

  /** Like {@link #identifier} for a value that may be absent. */
  public static @Nullable String optionalIdentifier(String name, @Nullable String value) {
    return value == null ? null : identifier(name, value);
  }

  /** Returns {@code value}, which may be absent and is at most {@link #TEXT} long. */
  public static @Nullable String optionalText(String name, @Nullable String value) {
    return value == null ? null : text(name, value);
  }

  /** Returns {@code value}, which is at most {@link #TEXT} long. */
  public static String text(String name, String value) {
    return atMost(name, value, TEXT);
  }

  /** Returns the reason of an operator, which is at most {@link #REASON} long. */
  public static String reason(String value) {
    return atMost("reason", value, REASON);
  }

  /** Returns {@code value}, which is at most {@link #DOCUMENT} long. */
  public static String document(String name, String value) {
    return atMost(name, value, DOCUMENT);
  }

  private static String atMost(String name, String value, int most) {
    if (value.length() > most) {
      throw new IllegalArgumentException(
          "Expected %s of at most %d characters, but it has %d"
              .formatted(name, most, value.length()));
    }
    return value;
  }

  /** Returns an unmodifiable copy of {@code values}, which has at most {@link #LIST} entries. */
  public static <T> java.util.List<T> list(String name, java.util.List<T> values) {
    if (values.size() > LIST) {
      throw new IllegalArgumentException(
          "Expected at most %d entries of %s, but there are %d"
              .formatted(LIST, name, values.size()));
    }
    return java.util.List.copyOf(values);
  }
}
