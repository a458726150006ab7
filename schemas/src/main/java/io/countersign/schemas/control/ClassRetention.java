package io.countersign.schemas.control;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How long the search indexes keep one class of records. The record itself is kept for ever.
 *
 * @param recordClass what is kept
 * @param days for how many days after it was recorded, 1 to {@link #MOST_DAYS}
 */
public record ClassRetention(RecordClass recordClass, int days) {
  /** A hundred years. */
  public static final int MOST_DAYS = 36_500;

  public ClassRetention {
    if (days < 1 || days > MOST_DAYS) {
      throw new IllegalArgumentException(
          "Expected 1 to %s days for %s, but was %s".formatted(MOST_DAYS, recordClass, days));
    }
  }

  /** Returns an unmodifiable copy of {@code classes}, in which each class stands once. */
  public static List<ClassRetention> list(List<ClassRetention> classes) {
    Set<RecordClass> seen = EnumSet.noneOf(RecordClass.class);
    for (ClassRetention of : classes) {
      if (!seen.add(of.recordClass())) {
        throw new IllegalArgumentException(
            "Expected each class once, but %s stands twice".formatted(of.recordClass()));
      }
    }
    return List.copyOf(classes);
  }

  /**
   * Whether {@code after} keeps any class for less time than {@code before}. A class that is not
   * named is kept for ever.
   */
  public static boolean isShorter(List<ClassRetention> before, List<ClassRetention> after) {
    return after.stream().anyMatch(of -> of.days() < days(before, of.recordClass()));
  }

  private static int days(List<ClassRetention> classes, RecordClass recordClass) {
    return classes.stream()
        .filter(of -> of.recordClass() == recordClass)
        .mapToInt(ClassRetention::days)
        .findFirst()
        .orElse(Integer.MAX_VALUE);
  }

  /** The limits in words. */
  public static String told(List<ClassRetention> classes) {
    return classes.isEmpty()
        ? "everything for ever"
        : classes.stream()
            .map(of -> "%s for %s days".formatted(of.recordClass(), of.days()))
            .collect(Collectors.joining(", "));
  }
}
