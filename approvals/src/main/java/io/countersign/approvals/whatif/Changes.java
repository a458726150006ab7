package io.countersign.approvals.whatif;

import io.countersign.schemas.call.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Counts calls and what changed of them; keeps a few examples of each kind. */
final class Changes {
  /** Most kinds of change that are told apart. */
  static final int MOST_GROUPS = 500;

  private final int examples;
  private final Map<ChangeGroup.Key, Tally> groups = new LinkedHashMap<>();
  private final Map<Verdict, Long> before = new EnumMap<>(Verdict.class);
  private final Map<Verdict, Long> after = new EnumMap<>(Verdict.class);
  private long calls;
  private long changed;
  private long consequences;
  private long ungrouped;

  Changes(int examples) {
    this.examples = examples;
  }

  private static final class Tally {
    private long calls;
    private long consequences;
    private final List<ChangedCall> examples = new ArrayList<>();
  }

  void looked(Verdict recorded, Verdict other) {
    calls++;
    before.merge(recorded, 1L, Long::sum);
    after.merge(other, 1L, Long::sum);
  }

  void changed(ChangeGroup.Key key, ChangedCall call) {
    changed++;
    consequences += call.consequence() ? 1 : 0;
    if (!groups.containsKey(key) && groups.size() == MOST_GROUPS) {
      ungrouped++;
      return;
    }
    Tally tally = groups.computeIfAbsent(key, first -> new Tally());
    tally.calls++;
    tally.consequences += call.consequence() ? 1 : 0;
    if (tally.examples.size() < examples) {
      tally.examples.add(call);
    }
  }

  ReplayReport report(Candidate candidate, boolean inForce, long commands) {
    List<ChangeGroup> sorted =
        groups.entrySet().stream()
            .map(
                entry ->
                    new ChangeGroup(
                        entry.getKey(),
                        entry.getValue().calls,
                        entry.getValue().consequences,
                        entry.getValue().examples))
            .sorted(Comparator.comparingLong(ChangeGroup::calls).reversed())
            .toList();
    return new ReplayReport(
        candidate.tenant(),
        candidate.policy().name(),
        PolicyReplay.hash(candidate.policy()),
        candidate.since(),
        inForce,
        commands,
        calls,
        before,
        after,
        changed,
        consequences,
        sorted,
        ungrouped);
  }
}
