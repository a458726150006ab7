package io.countersign.approvals.policy;

import io.countersign.approvals.names.Blanks;
import io.countersign.approvals.policy.cel.CelExpression;
import io.countersign.schemas.control.ApprovalTerms;
import io.countersign.schemas.control.RuleEffect;
import io.countersign.schemas.control.UsageLimit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One rule, compiled.
 *
 * @param id id, unique in its document
 * @param description what it is for
 * @param scope which calls it is about
 * @param when its condition; absent for always
 * @param effect what it wants
 * @param message what it says to people
 * @param limits limits beyond which it does not allow
 * @param cost bound of the money of the call
 * @param approval what an approval must satisfy, for ask rules
 * @param shadow whether it is only watched
 * @param line where it begins, from 1
 */
record PolicyRule(
    String id,
    @Nullable String description,
    RuleScope scope,
    @Nullable CelExpression when,
    RuleEffect effect,
    @Nullable String message,
    List<UsageLimit> limits,
    @Nullable CelExpression cost,
    @Nullable ApprovalTerms approval,
    boolean shadow,
    int line) {
  PolicyRule {
    limits = List.copyOf(limits);
  }

  /** What an approval must satisfy, with the default for a rule that says nothing. */
  ApprovalTerms terms() {
    return approval == null ? ApprovalTerms.DEFAULT : approval;
  }

  /** Whether both have the same condition, as it is written. */
  boolean sameConditionAs(PolicyRule other) {
    String mine = when == null ? "" : Blanks.stripped(when.text());
    String theirs = other.when == null ? "" : Blanks.stripped(other.when.text());
    return mine.equals(theirs);
  }
}
