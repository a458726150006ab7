package io.countersign.projections.alert.detect;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

/**
 * What the detector goes by. Every burst carries them, so that an alert says what decided it.
 *
 * @param version the version of these values; another value is another version
 * @param threshold a window bursts when the probability of its count is at most ten to the minus
 *     this
 * @param minimumSupport no window with fewer counts ever bursts
 * @param levelHalfLifeDays after how long an old count weighs half in the level
 * @param dispersionHalfLifeDays the same for the dispersion
 * @param priorBins for how many bins of observation the prior level stands
 * @param priorDispersion the dispersion before anything is known
 * @param priorDispersionWeight how much squared expectation that prior stands for
 * @param seasonWeight how well the factor of an hour of the day must be known to be believed by
 *     half: one over its relative variance, so that a count is worth one at most
 * @param weekWeight the same for how an hour of the week differs from that hour of all days
 * @param firstDayThreshold the threshold is this many times as high after the first hour, and falls
 *     evenly to once at the end of the first day
 * @param recurrenceMargin a count up to this many times what two of the last seven days had at this
 *     hour is no burst
 * @param seasonal whether hours of the week have factors
 * @param recurrenceGuard whether what recurs is left alone
 * @param windows the windows that are scored
 */
public record Parameters(
    int version,
    double threshold,
    int minimumSupport,
    double levelHalfLifeDays,
    double dispersionHalfLifeDays,
    double priorBins,
    double priorDispersion,
    double priorDispersionWeight,
    double seasonWeight,
    double weekWeight,
    double firstDayThreshold,
    double recurrenceMargin,
    boolean seasonal,
    boolean recurrenceGuard,
    Set<Window> windows) {
  /**
   * The threshold, from the validation half of the generated set only: the lowest at which the
   * detector stays within 0.01 false alerts per series and day ({@code docs/alerts-evaluation.md}).
   */
  private static final double CHOSEN_THRESHOLD = 4.4;

  /** A series younger than this is silent. */
  public static final Duration SILENT = Duration.ofHours(1);

  private static final Duration FIRST_DAY = Duration.ofDays(1);

  /** What the product uses. */
  public static final Parameters CURRENT =
      new Parameters(
          1,
          CHOSEN_THRESHOLD,
          5,
          2,
          7,
          12,
          0.2,
          2,
          2,
          3,
          3,
          1.4,
          true,
          true,
          EnumSet.allOf(Window.class));

  /** Checks the ranges and copies. */
  public Parameters {
    windows = Set.copyOf(windows);
    if (threshold <= 0 || minimumSupport < 1 || windows.isEmpty()) {
      throw new IllegalArgumentException(
          "Expected a threshold above 0, a support from 1 and a window, but was %s, %s and %s"
              .formatted(threshold, minimumSupport, windows));
    }
    if (levelHalfLifeDays <= 0 || dispersionHalfLifeDays <= 0 || priorBins <= 0) {
      throw new IllegalArgumentException("Expected half-lives and a prior above 0");
    }
  }

  /**
   * The probability up to which a window bursts.
   *
   * @param age since when the series is counted
   */
  public double limit(Duration age) {
    return StrictMath.pow(10, -threshold * strictness(age));
  }

  /** How many times as high the threshold is for a series of this age; once after a day. */
  public double strictness(Duration age) {
    double left = (double) FIRST_DAY.minus(age).toMillis() / FIRST_DAY.minus(SILENT).toMillis();
    return 1 + (firstDayThreshold - 1) * Math.clamp(left, 0, 1);
  }

  /**
   * The same with another threshold: how many false alerts are worth how many found is a choice.
   */
  public Parameters withThreshold(double other) {
    return new Parameters(
        version,
        other,
        minimumSupport,
        levelHalfLifeDays,
        dispersionHalfLifeDays,
        priorBins,
        priorDispersion,
        priorDispersionWeight,
        seasonWeight,
        weekWeight,
        firstDayThreshold,
        recurrenceMargin,
        seasonal,
        recurrenceGuard,
        windows);
  }

  /** The same without some parts: what each is good for is measured so. */
  public Parameters with(boolean season, boolean guard, Set<Window> scanned) {
    return new Parameters(
        version,
        threshold,
        minimumSupport,
        levelHalfLifeDays,
        dispersionHalfLifeDays,
        priorBins,
        priorDispersion,
        priorDispersionWeight,
        seasonWeight,
        weekWeight,
        firstDayThreshold,
        recurrenceMargin,
        season,
        guard,
        scanned);
  }
}
