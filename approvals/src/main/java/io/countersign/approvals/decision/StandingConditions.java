package io.countersign.approvals.decision;

import io.countersign.approvals.policy.PolicyQuestion;
import io.countersign.approvals.policy.StandingCondition;
import io.countersign.approvals.policy.cel.CelRefused;
import io.countersign.schemas.call.Limits;
import java.util.Optional;

/**
 * Conditions of standing grants, ready to evaluate. Compiled once for all engines of the process,
 * because it is pure.
 */
public final class StandingConditions {
  /** Bytes of heap for each character of a condition, for it has at most 1,000 parts. */
  private static final long HEAP_PER_CHARACTER = 32;

  private static final long ENTRY_BYTES = 1_024;

  private static final Memo<String, Optional<StandingCondition>> COMPILED =
      Memo.onTheHeap(StandingConditions::weight);

  private StandingConditions() {}

  /** Why {@code text} can be no condition: "Expected …, but …"; empty when it can. */
  public static Optional<String> refusal(String text) {
    try {
      StandingCondition.compile(text);
      return Optional.empty();
    } catch (CelRefused refused) {
      return Optional.of(refused.message());
    }
  }

  /**
   * Whether a condition is true of a call; false also when it fails, looks at what is hidden, or
   * does not compile.
   */
  public static boolean holds(String text, PolicyQuestion question) {
    return COMPILED
        .of(text, StandingConditions::compiled)
        .map(condition -> condition.holds(question))
        .orElse(false);
  }

  private static long weight(Optional<StandingCondition> condition) {
    int length = condition.map(known -> known.text().length()).orElse(Limits.TEXT);
    return ENTRY_BYTES + HEAP_PER_CHARACTER * length;
  }

  private static Optional<StandingCondition> compiled(String text) {
    try {
      return Optional.of(StandingCondition.compile(text));
    } catch (CelRefused refused) {
      return Optional.empty();
    }
  }
}
