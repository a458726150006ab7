package io.countersign.query.story;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Two runs side by side. Calls are matched by tool and order: the longest common subsequence of
 * their tools, so that what was inserted or left out does not shift the rest.
 *
 * @param left one run
 * @param right the other
 * @param rows matched calls, and between them what only one of the runs has, in order
 * @param cutShort whether calls beyond {@link #MAX_CALLS} of a run were left out
 */
public record Comparison(StoryView left, StoryView right, List<Row> rows, boolean cutShort) {
  /** Most calls of each run that are compared; the work grows with the square. */
  static final int MAX_CALLS = 2_000;

  /**
   * One row; at least one side is there.
   *
   * @param left the call of the left run
   * @param right the call of the right run
   */
  public record Row(Optional<CallTold> left, Optional<CallTold> right) {
    boolean isMatched() {
      return left.isPresent() && right.isPresent();
    }

    /** The call of the left run, or that of the right one where it has none. */
    CallTold any() {
      return left.or(() -> right).orElseThrow();
    }
  }

  public Comparison {
    rows = List.copyOf(rows);
  }

  /** Compares two runs. */
  public static Comparison of(StoryView left, StoryView right) {
    List<CallTold> one = upTo(left.calls());
    List<CallTold> two = upTo(right.calls());
    return new Comparison(
        left,
        right,
        rows(one, two, lengths(tools(one), tools(two))),
        one.size() < left.calls().size() || two.size() < right.calls().size());
  }

  private static List<CallTold> upTo(List<CallTold> calls) {
    return calls.subList(0, Math.min(MAX_CALLS, calls.size()));
  }

  private static List<String> tools(List<CallTold> calls) {
    return calls.stream().map(CallTold::tool).toList();
  }

  /** For each pair of places how long the common subsequence of what follows is. */
  private static int[][] lengths(List<String> one, List<String> two) {
    int[][] lengths = new int[one.size() + 1][two.size() + 1];
    for (int i = one.size() - 1; i >= 0; i--) {
      for (int j = two.size() - 1; j >= 0; j--) {
        lengths[i][j] =
            one.get(i).equals(two.get(j))
                ? lengths[i + 1][j + 1] + 1
                : Math.max(lengths[i + 1][j], lengths[i][j + 1]);
      }
    }
    return lengths;
  }

  private static List<Row> rows(List<CallTold> one, List<CallTold> two, int[][] lengths) {
    List<Row> rows = new ArrayList<>();
    int i = 0;
    int j = 0;
    while (i < one.size() || j < two.size()) {
      if (i < one.size() && j < two.size() && same(one.get(i), two.get(j))) {
        rows.add(new Row(Optional.of(one.get(i++)), Optional.of(two.get(j++))));
      } else if (j == two.size() || (i < one.size() && lengths[i + 1][j] >= lengths[i][j + 1])) {
        rows.add(new Row(Optional.of(one.get(i++)), Optional.empty()));
      } else {
        rows.add(new Row(Optional.empty(), Optional.of(two.get(j++))));
      }
    }
    return rows;
  }

  private static boolean same(CallTold one, CallTold two) {
    return one.tool().equals(two.tool());
  }
}
