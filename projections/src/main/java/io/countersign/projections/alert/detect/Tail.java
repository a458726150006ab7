package io.countersign.projections.alert.detect;

import org.apache.commons.numbers.gamma.RegularizedBeta;
import org.apache.commons.numbers.gamma.RegularizedGamma;

/**
 * The upper tail of a count: negative binomial with a mean and a dispersion, variance {@code mean +
 * dispersion × mean²}. With dispersion zero it is Poisson's.
 */
final class Tail {
  /** Below this the negative binomial is Poisson's to nine digits, and the beta function slow. */
  private static final double POISSON = 1e-7;

  private Tail() {}

  /** The probability of {@code count} or more. */
  static double atLeast(long count, double mean, double dispersion) {
    if (count <= 0) {
      return 1;
    }
    if (mean <= 0) {
      return 0;
    }
    if (dispersion < POISSON) {
      return RegularizedGamma.P.value((double) count, mean);
    }
    double size = 1 / dispersion;
    return Math.clamp(RegularizedBeta.value(mean / (mean + size), (double) count, size), 0, 1);
  }

  /** The smallest count that is exceeded with a probability of at most {@code probability}. */
  static long bound(double mean, double dispersion, double probability) {
    long low = -1;
    long high = Math.max(1, (long) Math.ceil(mean));
    while (atLeast(high + 1, mean, dispersion) > probability && high < Long.MAX_VALUE / 4) {
      low = high;
      high *= 2;
    }
    while (high - low > 1) {
      long middle = low + (high - low) / 2;
      if (atLeast(middle + 1, mean, dispersion) > probability) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return high;
  }

  /** Whether a count is so near the mean that its tail need not be looked at. */
  static boolean ordinary(long count, double mean, double dispersion) {
    return count <= mean + 2.5 * Math.sqrt(mean + dispersion * mean * mean);
  }
}
