package io.countersign.schemas.alert;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A count that an alert rests on, and what was to be expected of it. Fractions are whole
 * thousandths, so that equal alerts have equal bytes everywhere.
 *
 * @param windowStart begin of the window that was counted
 * @param windowEnd end of the window, exclusive
 * @param observed how many there were
 * @param expectedThousandths how many were expected
 * @param boundThousandths how many would still have been usual
 * @param surpriseThousandths minus the decimal logarithm of the probability of so many or more
 * @param baselineAgeSeconds for how long the counts before were observed
 * @param weekBefore how many there were in the same hour of each of the seven days before,
 *     yesterday first; empty when that is not known
 */
public record AlertMeasure(
    Instant windowStart,
    Instant windowEnd,
    long observed,
    @Nullable Long expectedThousandths,
    @Nullable Long boundThousandths,
    @Nullable Long surpriseThousandths,
    @Nullable Long baselineAgeSeconds,
    List<Long> weekBefore) {
  /** Most days of the same hour before. */
  public static final int MOST_DAYS = 7;

  public AlertMeasure {
    weekBefore = AlertLimits.list("days before", weekBefore, MOST_DAYS);
    if (observed < 0) {
      throw new IllegalArgumentException("Expected a count from 0, but was " + observed);
    }
  }

  /** A plain count in a window, of which nothing was expected. */
  public static AlertMeasure count(Instant windowStart, Instant windowEnd, long observed) {
    return new AlertMeasure(windowStart, windowEnd, observed, null, null, null, null, List.of());
  }
}
