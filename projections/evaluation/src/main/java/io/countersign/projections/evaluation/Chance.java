package io.countersign.projections.evaluation;

import java.util.SplittableRandom;

/** Chance from a seed: the same numbers on every machine. */
final class Chance {
  private static final double SPLIT = 30;

  private final SplittableRandom random;

  Chance(long seed) {
    this.random = new SplittableRandom(seed);
  }

  boolean happens(double probability) {
    return random.nextDouble() < probability;
  }

  double between(double low, double high) {
    return low + (high - low) * random.nextDouble();
  }

  int between(int low, int high) {
    return random.nextInt(low, high + 1);
  }

  /** Evenly by order of magnitude. */
  double logarithmic(double low, double high) {
    return low * StrictMath.exp(StrictMath.log(high / low) * random.nextDouble());
  }

  /** Poisson's, by Knuth's product; large means in halves. */
  int poisson(double mean) {
    if (mean > SPLIT) {
      return poisson(mean / 2) + poisson(mean / 2);
    }
    double limit = StrictMath.exp(-mean);
    int count = 0;
    for (double product = random.nextDouble(); product > limit; product *= random.nextDouble()) {
      count++;
    }
    return count;
  }

  /** A gamma variable of mean one and this variance (Marsaglia and Tsang, ACM TOMS 26:3, 2000). */
  double gamma(double variance) {
    double shape = 1 / variance;
    double boost = 1;
    if (shape < 1) {
      boost = StrictMath.pow(random.nextDouble(), 1 / shape);
      shape += 1;
    }
    double d = shape - 1.0 / 3;
    double c = 1 / StrictMath.sqrt(9 * d);
    while (true) {
      double x = normal();
      double v = StrictMath.pow(1 + c * x, 3);
      if (v > 0
          && StrictMath.log(random.nextDouble())
              < 0.5 * x * x + d - d * v + d * StrictMath.log(v)) {
        return d * v * boost * variance;
      }
    }
  }

  private double normal() {
    double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - random.nextDouble()));
    return radius * StrictMath.cos(2 * StrictMath.PI * random.nextDouble());
  }
}
