package io.countersign.approvals.whatif;

import io.countersign.schemas.call.CheckResult;
import io.countersign.schemas.call.Reason;
import io.countersign.schemas.call.StandingAnswer;
import io.countersign.schemas.call.Verdict;
import io.countersign.schemas.event.CommandFailed;
import io.countersign.schemas.event.CommandRejected;
import io.countersign.schemas.event.DecisionMade;
import io.countersign.schemas.event.EventEnvelope;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a gateway heard when it asked. Whatever is no ALLOW and no ASK is a denial to it, a refused
 * command too.
 *
 * @param verdict the verdict
 * @param reasons what it rests on
 * @param decided whether this command decided; else an earlier decision stands, or nothing does
 */
record Answer(Verdict verdict, List<Reason> reasons, boolean decided) {
  Answer {
    reasons = List.copyOf(reasons);
  }

  /** The answer that an intent's events give. */
  static Answer of(List<EventEnvelope> events) {
    for (EventEnvelope event : events) {
      if (event.body() instanceof DecisionMade made) {
        return new Answer(made.verdict(), made.reasons(), true);
      }
      if (event.body() instanceof CommandRejected rejected) {
        StandingAnswer standing = rejected.standing();
        return standing == null
            ? refused(rejected.rejection(), rejected.message())
            : new Answer(standing.verdict(), standing.reasons(), false);
      }
      if (event.body() instanceof CommandFailed failed) {
        return refused(failed.failure(), failed.message());
      }
    }
    return refused("NOT_RECORDED", "Expected an open ledger, but it is not open yet.");
  }

  private static Answer refused(String code, String message) {
    return new Answer(
        Verdict.DENY,
        List.of(new Reason("command", CheckResult.FAILED, code, message, null)),
        false);
  }

  /** The first reason against the call. */
  @Nullable Reason against() {
    return reasons.stream()
        .filter(
            reason ->
                reason.result()
                    == (verdict == Verdict.ASK ? CheckResult.ASKED : CheckResult.FAILED))
        .findFirst()
        .orElse(null);
  }
}
