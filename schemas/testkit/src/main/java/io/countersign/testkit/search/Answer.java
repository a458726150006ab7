package io.countersign.testkit.search;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The answer to a question, gathered by looking at every event once, each ledger in its order.
 * Keeps no more events than two pages.
 */
public final class Answer {
  private final Question question;
  private final int page;
  private final List<String> oldest = new ArrayList<>();
  private final Deque<String> newest = new ArrayDeque<>();
  private final Map<String, Map<String, Long>> facets = new HashMap<>();
  private final Map<String, Long> without = new HashMap<>();
  private final Map<Long, Long> minutes = new TreeMap<>();
  private long total;

  /** How often a value was seen. */
  public record Count(String value, long count) {}

  /**
   * Begins to look.
   *
   * @param page most events that are kept from each end
   */
  public Answer(Question question, int page) {
    this.question = question;
    this.page = page;
  }

  /** Looks at an event. */
  public void look(Seen event) {
    if (!question.finds(event)) {
      return;
    }
    total++;
    if (oldest.size() < page) {
      oldest.add(event.id());
    }
    newest.addFirst(event.id());
    if (newest.size() > page) {
      newest.removeLast();
    }
    for (String facet : question.facets()) {
      Set<String> values = event.values(facet);
      values.forEach(
          value -> facets.computeIfAbsent(facet, n -> new HashMap<>()).merge(value, 1L, Long::sum));
      if (values.isEmpty()) {
        without.merge(facet, 1L, Long::sum);
      }
    }
    minutes.merge(Math.floorDiv(event.recordedAt().getEpochSecond(), 60), 1L, Long::sum);
  }

  /** The question. */
  public Question question() {
    return question;
  }

  /** How many events there are. */
  public long total() {
    return total;
  }

  /** The ids of the first events in the order of the ledger. */
  public List<String> oldest() {
    return oldest;
  }

  /** The ids of the last events, the last first. */
  public List<String> newest() {
    return List.copyOf(newest);
  }

  /** How many events have nothing to count by. */
  public long without(String facet) {
    return without.getOrDefault(facet, 0L);
  }

  /** The most frequent values, those of equal count by their names. */
  public List<Count> top(String facet, int most) {
    return counts(facet).stream().limit(most).toList();
  }

  /** The sum of the counts that are not among the most frequent. */
  public long other(String facet, int most) {
    return counts(facet).stream().skip(most).mapToLong(Count::count).sum();
  }

  /** The times at which bars of a whole number of minutes begin, with their counts. */
  public Map<Long, Long> bars(long barMinutes) {
    Map<Long, Long> bars = new TreeMap<>();
    minutes.forEach(
        (minute, count) ->
            bars.merge(Math.floorDiv(minute, barMinutes) * barMinutes * 60_000, count, Long::sum));
    return bars;
  }

  private List<Count> counts(String facet) {
    return facets.getOrDefault(facet, Map.of()).entrySet().stream()
        .map(entry -> new Count(entry.getKey(), entry.getValue()))
        .sorted(Comparator.comparingLong(Count::count).reversed().thenComparing(Count::value))
        .toList();
  }
}
