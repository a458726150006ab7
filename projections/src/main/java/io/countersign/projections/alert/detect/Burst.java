package io.countersign.projections.alert.detect;

import java.time.Duration;
import java.util.List;

/**
 * More was counted in one window than the series' past explains.
 *
 * @param window the window in which the count was least likely
 * @param endMillis the end of the window: the end of the bin of the event that was scored, in
 *     ledger time, milliseconds since the epoch; up to five minutes after that event
 * @param observed how many were counted in it so far
 * @param expected how many were expected in the whole window
 * @param bound the smallest count that the window stays within with probability 0.999
 * @param probability of this many or more, by the negative binomial tail
 * @param openingProbability the same if a shift of the level that was told already is believed;
 *     never below {@code probability}
 * @param sameHour the largest count of such a window that ended in the same hour or the hour before
 *     or after it, on each of the last seven days, yesterday first; 0 where nothing is known; exact
 *     up to 64, above rounded up by at most 6 %
 * @param baselineAge since when the series is counted
 * @param parameters what decided
 */
public record Burst(
    Window window,
    long endMillis,
    long observed,
    double expected,
    long bound,
    double probability,
    double openingProbability,
    List<Long> sameHour,
    Duration baselineAge,
    Parameters parameters) {
  /** Checks and copies. */
  public Burst {
    sameHour = List.copyOf(sameHour);
    if (observed <= expected || expected < 0 || !(probability >= 0 && probability <= 1)) {
      throw new IllegalArgumentException(
          "Expected more than expected and a probability, but was %s of %s at %s"
              .formatted(observed, expected, probability));
    }
  }

  /**
   * Whether it may open an alert; otherwise it may only extend one that is open, because the series
   * has been this high for a while, and that was told.
   */
  public boolean opens() {
    return openingProbability <= parameters.limit(baselineAge);
  }

  /** How many more than expected. */
  public double excess() {
    return observed - expected;
  }

  /**
   * Whether this is worth telling again after {@code earlier} of the same series: another bin, or
   * at least twice as many. Whoever writes bursts down asks this, for there is one for each event
   * of a burst.
   */
  public boolean tellsMoreThan(Burst earlier) {
    return endMillis != earlier.endMillis || observed >= 2 * earlier.observed;
  }
}
