package io.countersign.projections.evaluation;

import java.util.List;
import java.util.Set;

/**
 * What one tenant does of one kind: the series of the tenant, of its actors and of its tools, which
 * count the same events, and the labels.
 *
 * @param ratePerBin how many the tenant does in five minutes on average
 */
record Group(double ratePerBin, Set<Habit> habits, List<Stream> streams, List<Episode> episodes) {
  Group {
    habits = Set.copyOf(habits);
    streams = List.copyOf(streams);
    episodes = List.copyOf(episodes);
  }
}
