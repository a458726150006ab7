package io.countersign.approvals.decision;

import io.countersign.schemas.call.CheckResult;
import io.countersign.schemas.call.Reason;
import io.countersign.schemas.call.Verdict;
import io.countersign.schemas.control.ApprovalTerms;
import io.countersign.schemas.control.Gate;
import io.countersign.schemas.control.Holds;
import io.countersign.schemas.control.RuleResult;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The checks of one behaviour level, in their order. The first refusal wins; later checks are
 * listed as not reached, so that every decision shows the whole way.
 *
 * @param level behaviour level, from 1
 * @param checks the checks in order
 */
public record Checks(int level, List<Check> checks) {
  /**
   * What was decided.
   *
   * @param verdict the answer
   * @param reasons one per check, in order
   * @param gate gate in force of the tool's server, when it was looked at
   * @param rules how each policy rule met the call
   * @param approval what an approval must satisfy; present with ASK
   * @param excluded whose vote on it does not count
   * @param fellBack groups without anybody eligible, in whose place the fallback group decides
   * @param holds what the call holds until it ends, once it may run; absent with DENY
   */
  public record Decision(
      Verdict verdict,
      List<Reason> reasons,
      @Nullable Gate gate,
      List<RuleResult> rules,
      @Nullable ApprovalTerms approval,
      List<String> excluded,
      List<String> fellBack,
      @Nullable Holds holds) {}

  public Checks {
    checks = List.copyOf(checks);
    if (level < 1 || checks.isEmpty()) {
      // Nothing to ask would mean that everything is allowed.
      throw new IllegalArgumentException(
          "Expected a level of 1 or more and at least one check, but was level %s with %s"
              .formatted(level, checks.size()));
    }
  }

  /** The checks of level 1. A released level never changes; a changed rule is a new level. */
  public static Checks levelOne() {
    return new Checks(
        1,
        List.of(
            new ClockCheck(),
            new AttributionCheck(),
            new BrakesCheck(),
            new CatalogueCheck(),
            new GateCheck(),
            new ArgumentsCheck(),
            new AuthorizationCheck(),
            new LimitsCheck(),
            new PolicyCheck(),
            new BudgetCheck(),
            new ApprovalCheck()));
  }

  /** Asks every check until one refuses. */
  public Decision decide(Question question) {
    List<Reason> reasons = new ArrayList<>(checks.size());
    Draft draft = new Draft(question.intent());
    Verdict verdict = Verdict.ALLOW;
    for (Check check : checks) {
      if (verdict == Verdict.DENY) {
        reasons.add(notReached(check));
        continue;
      }
      Check.Finding finding = examine(check, question, draft);
      verdict = stricter(verdict, finding);
      reasons.add(reason(check, finding));
    }
    return new Decision(
        verdict,
        reasons,
        draft.gate(),
        draft.rules(),
        verdict == Verdict.ASK ? draft.approval() : null,
        draft.excluded(),
        draft.fellBack(),
        verdict == Verdict.DENY ? null : draft.holds());
  }

  /**
   * A check that fails has found nothing, and what was not examined must not run. The exception's
   * text stays out of the record, because it may repeat an argument.
   */
  private static Check.Finding examine(Check check, Question question, Draft draft) {
    try {
      return check.examine(question, draft);
    } catch (RuntimeException e) {
      return new Check.Refuse(
          "CHECK_FAILED",
          "Expected the check of %s to come to an end, but it failed with %s. This is a bug: report it."
              .formatted(check.name(), e.getClass().getSimpleName()),
          null);
    }
  }

  private static Verdict stricter(Verdict soFar, Check.Finding finding) {
    return switch (finding) {
      case Check.Pass pass -> soFar;
      case Check.Ask ask -> Verdict.ASK;
      case Check.Refuse refuse -> Verdict.DENY;
    };
  }

  private static Reason reason(Check check, Check.Finding finding) {
    CheckResult result =
        switch (finding) {
          case Check.Pass pass -> CheckResult.PASSED;
          case Check.Ask ask -> CheckResult.ASKED;
          case Check.Refuse refuse -> CheckResult.FAILED;
        };
    return new Reason(check.name(), result, finding.code(), finding.message(), finding.reference());
  }

  private static Reason notReached(Check check) {
    return new Reason(
        check.name(),
        CheckResult.NOT_REACHED,
        "NOT_REACHED",
        "Not reached, because an earlier check refused.",
        null);
  }
}
