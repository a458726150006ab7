package io.countersign.approvals.policy;

import io.countersign.schemas.call.Limits;
import io.countersign.schemas.control.ApprovalTerms;
import io.countersign.schemas.control.QuorumSlot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Unites what several ask rules want: whoever satisfies the result satisfies each of them. */
final class Terms {
  private Terms() {}

  /**
   * The strictest of all: each group with its highest count, the shortest times, everybody who is
   * excluded, the fewest refusals that end it, step-up and a comment when anybody wants them, an
   * offline grant only when all allow it. A group decides in place of another only when all name
   * it: a rule that names none lets nobody decide instead. A group is told besides when all who
   * name one name the same. Null when that is more than one approval can hold.
   */
  static @Nullable ApprovalTerms united(List<ApprovalTerms> all) {
    Map<String, Integer> counts = new TreeMap<>();
    SortedSet<String> excluded = new TreeSet<>();
    for (ApprovalTerms terms : all) {
      terms.quorum().forEach(slot -> counts.merge(slot.group(), slot.count(), Math::max));
      excluded.addAll(terms.exclude());
    }
    if (counts.size() > Limits.LIST || excluded.size() > Limits.LIST) {
      return null;
    }
    List<QuorumSlot> quorum = new ArrayList<>();
    counts.forEach((group, count) -> quorum.add(new QuorumSlot(group, count)));
    return new ApprovalTerms(
        quorum,
        all.stream().mapToLong(ApprovalTerms::ttlMillis).min().orElseThrow(),
        List.copyOf(excluded),
        all.stream().anyMatch(ApprovalTerms::stepUp),
        all.stream().mapToInt(ApprovalTerms::denials).min().orElseThrow(),
        all.stream().mapToLong(ApprovalTerms::grantTtlMillis).min().orElseThrow(),
        theOnly(all.stream().map(terms -> Optional.ofNullable(terms.fallback()))),
        theOnly(
            all.stream().map(ApprovalTerms::escalateTo).filter(Objects::nonNull).map(Optional::of)),
        all.stream().allMatch(ApprovalTerms::offline),
        all.stream().anyMatch(ApprovalTerms::comment));
  }

  /** The name that all of these are, or null. */
  private static @Nullable String theOnly(Stream<Optional<String>> names) {
    List<Optional<String>> different = names.distinct().limit(2).toList();
    return different.size() == 1 ? different.getFirst().orElse(null) : null;
  }
}
