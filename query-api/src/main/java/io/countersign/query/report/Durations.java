package io.countersign.query.report;

import java.time.Duration;

/** Durations for people. */
public final class Durations {
  private Durations() {}

  /**
   * The two largest units that matter, for example {@code 41 ms}, {@code 2.5 s}, {@code 3 h 5 min}.
   */
  public static String words(Duration time) {
    long millis = time.toMillis();
    if (millis < 1_000) {
      return millis + " ms";
    }
    if (millis < 60_000) {
      return millis % 1_000 == 0
          ? millis / 1_000 + " s"
          : "%s.%s s".formatted(millis / 1_000, millis % 1_000 / 100);
    }
    if (time.toHours() < 1) {
      return two(time.toMinutes(), "min", time.toSecondsPart(), "s");
    }
    return time.toDays() < 1
        ? two(time.toHours(), "h", time.toMinutesPart(), "min")
        : two(time.toDays(), "d", time.toHoursPart(), "h");
  }

  private static String two(long first, String unit, long second, String smaller) {
    return second == 0
        ? "%s %s".formatted(first, unit)
        : "%s %s %s %s".formatted(first, unit, second, smaller);
  }
}
