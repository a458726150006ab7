package io.countersign.schemas.alert;

import java.util.List;

/** Checks that the values of this package use when they are made. */
final class AlertLimits {
  /** Longest sentence about an alert, in UTF-16 code units. */
  static final int TEXT = 4_096;

  private AlertLimits() {}

  static <T> List<T> list(String name, List<T> values, int most) {
    if (values.size() > most) {
      throw new IllegalArgumentException(
          "Expected at most %s %s, but there are %s".formatted(most, name, values.size()));
    }
    return List.copyOf(values);
  }

  static String text(String name, String value) {
    if (value.isBlank() || value.length() > TEXT) {
      throw new IllegalArgumentException(
          "Expected %s of 1 to %s characters, but it has %s".formatted(name, TEXT, value.length()));
    }
    return value;
  }
}
