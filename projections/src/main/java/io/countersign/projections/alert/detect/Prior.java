package io.countersign.projections.alert.detect;

import java.util.Collection;

/**
 * What is believed of a series before it has counted anything.
 *
 * @param ratePerBin how many in five minutes, above zero and at most {@link #MAX_RATE}
 */
public record Prior(double ratePerBin) {
  /** Nothing is counted faster than this: a million in five minutes. */
  public static final double MAX_RATE = 1e6;

  private static final double MIN_RATE = 1e-3;

  /** When not even the tenant is known: about six an hour. */
  public static final Prior UNKNOWN = new Prior(0.5);

  /** Checks the range. */
  public Prior {
    if (!(ratePerBin > 0 && ratePerBin <= MAX_RATE)) {
      throw new IllegalArgumentException(
          "Expected a rate above 0 and up to %s per bin, but was %s"
              .formatted(MAX_RATE, ratePerBin));
    }
  }

  /**
   * The median of what similar series of the tenant, of the same action and level, have now; {@link
   * #UNKNOWN} without any.
   *
   * @param rates their {@link SeriesDetector#ratePerBin()}
   */
  public static Prior median(Collection<Double> rates) {
    if (rates.isEmpty()) {
      return UNKNOWN;
    }
    double[] sorted = rates.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    double middle = sorted[(sorted.length - 1) / 2];
    return new Prior(Math.clamp(middle, MIN_RATE, MAX_RATE));
  }
}
