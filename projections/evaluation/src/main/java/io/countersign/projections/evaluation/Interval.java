package io.countersign.projections.evaluation;

/**
 * A share with its interval of 95 % (Wilson, JASA 22:158, 1927).
 *
 * @param part how many of them
 * @param whole of how many
 */
record Interval(int part, int whole) {
  private static final double Z = 1.959964;

  double share() {
    return whole == 0 ? 0 : (double) part / whole;
  }

  double low() {
    return Math.max(0, middle() - half());
  }

  double high() {
    return Math.min(1, middle() + half());
  }

  private double middle() {
    return whole == 0 ? 0.5 : (share() + Z * Z / (2 * whole)) / (1 + Z * Z / whole);
  }

  private double half() {
    if (whole == 0) {
      return 0.5;
    }
    double variance = share() * (1 - share()) / whole + Z * Z / (4.0 * whole * whole);
    return Z * Math.sqrt(variance) / (1 + Z * Z / whole);
  }
}
