package io.countersign.approvals.policy;

import io.countersign.schemas.call.Limits;
import io.countersign.schemas.control.ApprovalTerms;
import io.countersign.schemas.control.QuorumSlot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Unites what several ask rules want: whoever satisfies the result satisfies each of them. */
final class Terms {
  private Terms() {}

  /**
   * The strictest of all: each group with its highest count, the shortest time, everybody who is
   * excluded, step-up when anybody wants it. Null when that is more than one approval can hold.
   */
  static @Nullable ApprovalTerms united(List<ApprovalTerms> all) {
    Map<String, Integer> counts = new TreeMap<>();
    SortedSet<String> excluded = new TreeSet<>();
    long shortest = Long.MAX_VALUE;
    boolean stepUp = false;
    for (ApprovalTerms terms : all) {
      terms.quorum().forEach(slot -> counts.merge(slot.group(), slot.count(), Math::max));
      excluded.addAll(terms.exclude());
      shortest = Math.min(shortest, terms.ttlMillis());
      stepUp |= terms.stepUp();
    }
    if (counts.size() > Limits.LIST || excluded.size() > Limits.LIST) {
      return null;
    }
    List<QuorumSlot> quorum = new ArrayList<>();
    counts.forEach((group, count) -> quorum.add(new QuorumSlot(group, count)));
    return new ApprovalTerms(quorum, shortest, List.copyOf(excluded), stepUp);
  }
}
