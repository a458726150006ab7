package io.countersign.projections.evaluation;

import java.util.ArrayList;
import java.util.List;

/**
 * Compares detectors where each has really raised as many false alerts on the test half. A budget
 * that was kept on the validation half is never kept exactly on another; here every detector is
 * given the threshold that nobody knows beforehand, so that recall alone differs.
 */
final class EqualFalseAlerts {
  private final List<Trial> trials;
  private final int fromMinute;
  private final int untilMinute;

  /**
   * @param trials ours first
   * @param fromMinute the first minute that counts
   * @param untilMinute the first that does not
   */
  EqualFalseAlerts(List<Trial> trials, int fromMinute, int untilMinute) {
    this.trials = List.copyOf(trials);
    this.fromMinute = fromMinute;
    this.untilMinute = untilMinute;
  }

  /** The share of attacks that a detector finds with so many false alerts. */
  Interval recall(Trial trial, int falseAlerts) {
    return Tally.of(
            trial.test(), threshold(trial, falseAlerts), fromMinute, untilMinute, one -> true)
        .recall();
  }

  /** Attacks that only ours, or only the other one finds, each with so many false alerts. */
  Pair pair(Trial other, int falseAlerts) {
    List<Boolean> ours = found(trials.getFirst(), falseAlerts);
    List<Boolean> theirs = found(other, falseAlerts);
    int onlyOurs = 0;
    int onlyTheirs = 0;
    for (int i = 0; i < ours.size(); i++) {
      if (ours.get(i) && !theirs.get(i)) {
        onlyOurs++;
      } else if (theirs.get(i) && !ours.get(i)) {
        onlyTheirs++;
      }
    }
    return new Pair(onlyOurs, onlyTheirs);
  }

  private List<Boolean> found(Trial trial, int falseAlerts) {
    double threshold = threshold(trial, falseAlerts);
    List<Boolean> found = new ArrayList<>();
    for (Judged group : trial.test()) {
      List<Integer> openings = group.openings(threshold);
      for (Episode episode : group.episodes()) {
        if (episode.firstMinute() >= fromMinute && episode.firstMinute() < untilMinute) {
          found.add(openings.stream().anyMatch(one -> Judged.belongs(one, episode)));
        }
      }
    }
    return found;
  }

  private double threshold(Trial trial, int falseAlerts) {
    return Trial.threshold(trial.test(), falseAlerts, fromMinute, untilMinute);
  }

  /**
   * The attacks that two detectors differ in.
   *
   * @param ours how many only ours found
   * @param theirs how many only the other one found
   */
  record Pair(int ours, int theirs) {
    /**
     * How likely it is that two equally good detectors differ so much or more, either way: the
     * exact test of McNemar (Psychometrika 12:153, 1947).
     */
    double chance() {
      int all = ours + theirs;
      double term = StrictMath.pow(0.5, all);
      double tail = 0;
      for (int i = 0; i <= Math.min(ours, theirs); i++) {
        tail += term;
        term = term * (all - i) / (i + 1);
      }
      return Math.min(1, 2 * tail);
    }
  }
}
