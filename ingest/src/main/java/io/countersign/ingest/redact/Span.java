package io.countersign.ingest.redact;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Characters {@code start} (inclusive) to {@code end} (exclusive) that a rule wants masked. */
record Span(int start, int end, String ruleId) {

  private static final Comparator<Span> ORDER =
      Comparator.comparingInt(Span::start)
          .thenComparing(Comparator.comparingInt(Span::end).reversed())
          .thenComparing(Span::ruleId);

  /** The spans in order, overlapping ones united under the id of the first. */
  static List<Span> united(List<Span> spans) {
    List<Span> sorted = new ArrayList<>(spans);
    sorted.sort(ORDER);
    List<Span> united = new ArrayList<>();
    for (Span span : sorted) {
      Span last = united.isEmpty() ? null : united.getLast();
      if (last != null && span.start < last.end) {
        united.set(
            united.size() - 1, new Span(last.start, Math.max(last.end, span.end), last.ruleId));
      } else {
        united.add(span);
      }
    }
    return united;
  }
}
