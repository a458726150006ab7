package io.countersign.standalone.estate;

import java.util.ArrayList;
import java.util.List;

/** How two texts differ, line by line: what stands between their equal heads and tails. */
final class LineDifference {
  private static final int MOST_LINES = 40;

  private LineDifference() {}

  /** Lines for a person; none when the texts are equal. */
  static List<String> of(String name, String before, String after) {
    if (before.equals(after)) {
      return List.of();
    }
    List<String> old = before.lines().toList();
    List<String> young = after.lines().toList();
    int head = 0;
    while (head < old.size() && head < young.size() && old.get(head).equals(young.get(head))) {
      head++;
    }
    int tail = 0;
    while (tail < old.size() - head
        && tail < young.size() - head
        && old.get(old.size() - 1 - tail).equals(young.get(young.size() - 1 - tail))) {
      tail++;
    }
    List<String> lines = new ArrayList<>();
    List<String> removed = old.subList(head, old.size() - tail);
    List<String> added = young.subList(head, young.size() - tail);
    lines.add(
        "%s, line %d: %d lines become %d".formatted(name, head + 1, removed.size(), added.size()));
    some(lines, "  - ", removed);
    some(lines, "  + ", added);
    return lines;
  }

  private static void some(List<String> lines, String sign, List<String> some) {
    some.stream().limit(MOST_LINES).map(line -> sign + line).forEach(lines::add);
    if (some.size() > MOST_LINES) {
      lines.add("  … and %d more".formatted(some.size() - MOST_LINES));
    }
  }
}
