package io.countersign.projections.evaluation;

/** Standard scores by an exponentially weighted mean and variance, half-life one day. */
final class MovingAverage implements BinJudge.BinScore {
  private static final double LEARNS = 1 - StrictMath.pow(0.5, 1.0 / 288);
  private static final double LEAST_DEVIATION = 0.5;

  private double mean;
  private double variance;
  private boolean begun;

  @Override
  public double next(int count) {
    if (!begun) {
      begun = true;
      mean = count;
      return 0;
    }
    double error = count - mean;
    double score = error / Math.max(LEAST_DEVIATION, Math.sqrt(variance));
    mean += LEARNS * error;
    variance = (1 - LEARNS) * (variance + LEARNS * error * error);
    return Math.max(0, score);
  }
}
