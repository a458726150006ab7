package io.countersign.approvals.decision;

import static java.util.Objects.requireNonNull;

import io.countersign.approvals.arguments.Seen;
import io.countersign.approvals.policy.PolicyAnswer;
import io.countersign.approvals.policy.PolicyQuestion;
import io.countersign.approvals.policy.PolicySet;
import io.countersign.schemas.call.Amounts;
import io.countersign.schemas.call.Verdict;
import io.countersign.schemas.command.RecordIntent;
import io.countersign.schemas.control.ToolDefinition;
import io.countersign.schemas.control.UsageLimit;
import java.util.Optional;

/**
 * Decides by the rules in force. When none speaks, reading is allowed and everything else is not,
 * unless the gate has a human asked for it.
 */
public final class PolicyCheck implements Check {
  @Override
  public String name() {
    return "policy";
  }

  @Override
  public Finding examine(Question question, Draft draft) {
    Optional<PolicySet> policies =
        CompiledPolicies.inForce(question.state(), question.tenant(), question.controls());
    if (policies.isEmpty()) {
      return new Refuse(
          PolicyAnswer.POLICY_ERROR,
          "Expected policies that can be evaluated, but one can not be read any more. Publish it anew.",
          null);
    }
    Seen arguments = draft.arguments();
    if (arguments instanceof Seen.Scalar || arguments instanceof Seen.Elements) {
      return new Refuse(
          PolicyAnswer.POLICY_ERROR,
          "Expected arguments that rules can look at, but they are no JSON object.",
          null);
    }
    LimitProbe probe = new LimitProbe(question);
    PolicyAnswer answer =
        policies.get().decide(asked(question, draft, arguments), limit -> !probe.free(limit));
    draft.rules(answer.rules());
    if (answer.costMicros() != null) {
      draft.boundAtLeast(new Amounts(0, 0, 0, answer.costMicros()));
    }
    for (PolicyAnswer.RuleLimits ofRule : answer.limits()) {
      for (UsageLimit limit : ofRule.limits()) {
        probe.use(limit, draft);
      }
    }
    Refuse excess = answer.verdict() == Verdict.DENY ? null : LimitProbe.excess(draft);
    if (excess != null) {
      return excess;
    }
    return finding(answer, draft);
  }

  private static Finding finding(PolicyAnswer answer, Draft draft) {
    return switch (answer.verdict()) {
      case ALLOW -> new Pass(answer.code(), answer.message(), answer.reference());
      case ASK -> {
        draft.approval(requireNonNull(answer.approval()));
        yield new Ask(answer.code(), answer.message(), answer.reference());
      }
      case DENY ->
          answer.code().equals(PolicyAnswer.DEFAULT_DENY) && draft.approval() != null
              ? new Ask(
                  "DEFAULT_ASKED_BY_GATE",
                  "No rule speaks, so the approval that the gate of the server wants decides.",
                  answer.reference())
              : new Refuse(answer.code(), answer.message(), answer.reference());
    };
  }

  /**
   * What rules look at of a call that every check before has passed, for a vote in advance.
   *
   * @throws IllegalStateException if the text of the arguments is not JSON
   */
  public static PolicyQuestion asked(Question question) {
    Draft draft = new Draft(question.intent());
    // Finds the resources that the arguments name; what it thinks of them was decided before.
    var unused = new AuthorizationCheck().examine(question, draft);
    return asked(question, draft, draft.arguments());
  }

  /** Only an attributed call gets here. */
  private static PolicyQuestion asked(Question question, Draft draft, Seen arguments) {
    RecordIntent intent = question.intent();
    ToolDefinition known = question.definition();
    return new PolicyQuestion(
        intent.tool().server(),
        intent.tool().name(),
        known == null ? null : known.version(),
        question.risk(),
        requireNonNull(intent.environment()),
        requireNonNull(intent.runId()),
        requireNonNull(intent.actor().principal()),
        requireNonNull(intent.actor().agent()),
        requireNonNull(intent.actor().client()),
        arguments,
        draft.resources(),
        draft.bound(),
        question.now());
  }
}
