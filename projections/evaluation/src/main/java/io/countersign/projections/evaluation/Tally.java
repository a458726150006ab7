package io.countersign.projections.evaluation;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;

/**
 * Episodes found and alerts raised for nothing, over some groups and days.
 *
 * @param found how many episodes were told while they lasted or within the hour after
 * @param episodes how many there were
 * @param falseAlerts how many alerts opened outside any episode
 * @param delaySeconds from the first event of each found episode to its alert, ascending
 */
record Tally(int found, int episodes, int falseAlerts, List<Integer> delaySeconds) {
  private static final int SECONDS_OF_MINUTE = 60;

  Tally {
    delaySeconds = List.copyOf(delaySeconds);
  }

  /**
   * Counts.
   *
   * @param fromMinute the first minute that counts
   * @param untilMinute the first that does not
   * @param which the episodes that count
   */
  static Tally of(
      List<Judged> groups,
      double threshold,
      int fromMinute,
      int untilMinute,
      Predicate<Episode> which) {
    int found = 0;
    int episodes = 0;
    int falseAlerts = 0;
    List<Integer> delays = new ArrayList<>();
    for (Judged group : groups) {
      List<Integer> openings = group.openings(threshold);
      for (Episode episode : group.episodes()) {
        if (which.test(episode)
            && episode.firstMinute() >= fromMinute
            && episode.firstMinute() < untilMinute) {
          episodes++;
          int first =
              openings.stream()
                  .filter(opening -> Judged.belongs(opening, episode))
                  .findFirst()
                  .orElse(-1);
          if (first >= 0) {
            found++;
            delays.add((first + 1 - episode.firstMinute()) * SECONDS_OF_MINUTE);
          }
        }
      }
      for (int opening : openings) {
        if (opening >= fromMinute
            && opening < untilMinute
            && group.episodes().stream().noneMatch(one -> Judged.belongs(opening, one))) {
          falseAlerts++;
        }
      }
    }
    Collections.sort(delays);
    return new Tally(found, episodes, falseAlerts, delays);
  }

  Interval recall() {
    return new Interval(found, episodes);
  }

  Interval precision() {
    return new Interval(found, found + falseAlerts);
  }

  /** A quantile of the delay in seconds; zero when nothing was found. */
  int delay(double quantile) {
    return delaySeconds.isEmpty()
        ? 0
        : delaySeconds.get((int) Math.min(delaySeconds.size() - 1, quantile * delaySeconds.size()));
  }
}
