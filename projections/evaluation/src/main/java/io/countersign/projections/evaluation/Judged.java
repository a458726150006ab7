package io.countersign.projections.evaluation;

import java.util.ArrayList;
import java.util.List;

/**
 * What one detector said of one group.
 *
 * @param ratePerBin of the group
 * @param episodes its labels
 * @param flags of all its series, in the order of time
 */
record Judged(double ratePerBin, List<Episode> episodes, List<Flag> flags) {
  private static final int QUIET_MINUTES = 60;

  Judged {
    episodes = List.copyOf(episodes);
    flags = List.copyOf(flags);
  }

  /**
   * When alerts opened: flags of whichever series extend the alert that is open until all were
   * quiet for an hour, as {@code Attribution} makes one alert of what happens at once.
   */
  List<Integer> openings(double threshold) {
    List<Integer> openings = new ArrayList<>();
    int quietAt = Integer.MIN_VALUE;
    for (Flag flag : flags) {
      boolean extendsOne = flag.minute() <= quietAt;
      if (flag.score() >= threshold && (extendsOne || flag.opening() >= threshold)) {
        if (!extendsOne) {
          openings.add(flag.minute());
        }
        quietAt = flag.minute() + QUIET_MINUTES;
      }
    }
    return openings;
  }

  /** Whether an alert that opened then belongs to an attack: within it, or the hour after. */
  static boolean belongs(int opening, Episode episode) {
    return opening >= episode.firstMinute() && opening <= episode.lastMinute() + QUIET_MINUTES;
  }
}
