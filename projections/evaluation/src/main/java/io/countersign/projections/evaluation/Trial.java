package io.countersign.projections.evaluation;

import java.util.Arrays;
import java.util.List;

/**
 * One detector on the whole set.
 *
 * @param name the detector
 * @param validation the groups that thresholds are chosen on
 * @param test the groups that are told
 * @param microsPerPoint processor time for a bin of a series
 * @param bytes the state of a series; zero when the detector does not say
 */
record Trial(
    String name, List<Judged> validation, List<Judged> test, double microsPerPoint, int bytes) {
  Trial {
    validation = List.copyOf(validation);
    test = List.copyOf(test);
  }

  /**
   * The lowest threshold from which on the validation groups stay within so many false alerts; what
   * the test groups are never asked for.
   *
   * @param falseAlerts how many are allowed
   */
  double threshold(int falseAlerts, int fromMinute, int untilMinute) {
    return threshold(validation, falseAlerts, fromMinute, untilMinute);
  }

  /** The lowest threshold from which on these groups stay within so many false alerts. */
  static double threshold(List<Judged> groups, int falseAlerts, int fromMinute, int untilMinute) {
    double[] scores =
        groups.stream()
            .flatMap(group -> group.flags().stream())
            .mapToDouble(Flag::score)
            .sorted()
            .distinct()
            .toArray();
    double chosen = Double.MAX_VALUE;
    for (double score : candidates(scores)) {
      Tally tally = Tally.of(groups, score, fromMinute, untilMinute, one -> true);
      if (tally.falseAlerts() > falseAlerts) {
        return chosen;
      }
      chosen = score;
    }
    return chosen;
  }

  /** Scores from the highest down: each of the highest, then ever coarser steps. */
  private static double[] candidates(double[] ascending) {
    double[] candidates = new double[ascending.length];
    int taken = 0;
    double at = 0;
    while (at < ascending.length) {
      candidates[taken++] = ascending[ascending.length - 1 - (int) at];
      at = Math.max(at + 1, at * 1.02);
    }
    return Arrays.copyOf(candidates, taken);
  }
}
