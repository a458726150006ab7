package io.countersign.approvals.policy;

import io.countersign.approvals.policy.cel.CelError;
import io.countersign.approvals.policy.cel.CelExpression;
import io.countersign.approvals.policy.cel.CelFacts;
import io.countersign.approvals.policy.cel.CelResult;
import io.countersign.approvals.policy.cel.CelSteps;
import io.countersign.approvals.policy.cel.CelVariable;
import io.countersign.schemas.control.RuleEffect;
import io.countersign.schemas.control.RuleMatch;
import io.countersign.schemas.control.UsageLimit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Evaluates every rule in force on one call. Used once. */
final class Evaluation {
  /**
   * A rule that was evaluated.
   *
   * @param document its policy
   * @param rule the rule
   * @param match how it met the call
   * @param message why, when there is more to say
   * @param costMicros its bound of the money, when it has one and matched
   */
  record Evaluated(
      PolicyDocument document,
      PolicyRule rule,
      RuleMatch match,
      @Nullable String message,
      @Nullable Long costMicros) {
    boolean isEffective(RuleEffect effect) {
      return rule.effect() == effect && !rule.shadow();
    }

    String reference() {
      return "policy/%s#%s".formatted(document.reference(), rule.id());
    }
  }

  private final PolicyQuestion question;
  private final LimitProbe probe;
  private final CelFacts facts;
  private final CelSteps steps = new CelSteps();

  /** A rule that is only watched takes no steps from those that decide. */
  private final CelSteps shadowSteps = new CelSteps();

  Evaluation(PolicyQuestion question, LimitProbe probe) {
    this.question = question;
    this.probe = probe;
    this.facts = facts(question);
  }

  List<Evaluated> evaluate(List<PolicyDocument> documents) {
    List<Evaluated> results = new ArrayList<>();
    for (PolicyDocument document : documents) {
      for (PolicyRule rule : document.rules()) {
        results.add(evaluate(document, rule));
      }
    }
    return results;
  }

  private Evaluated evaluate(PolicyDocument document, PolicyRule rule) {
    String mismatch = rule.scope().mismatch(question, rule.effect());
    if (mismatch != null) {
      return new Evaluated(
          document,
          rule,
          RuleMatch.NOT_MATCHED,
          "It is about other calls: " + mismatch + ".",
          null);
    }
    CelResult condition = evaluate(rule, rule.when());
    if (condition instanceof CelResult.Failed failed) {
      return failed(document, rule, "condition", failed.error());
    }
    if (condition instanceof CelResult.Truth truth && !truth.value()) {
      return new Evaluated(document, rule, RuleMatch.NOT_MATCHED, "Its condition is false.", null);
    }
    CelResult cost = evaluate(rule, rule.cost());
    if (cost instanceof CelResult.Failed failed) {
      return failed(document, rule, "cost", failed.error());
    }
    Long micros = cost instanceof CelResult.Cost bound ? bound.micros() : null;
    String usedUp = usedUp(rule);
    return usedUp == null
        ? new Evaluated(document, rule, RuleMatch.MATCHED, null, micros)
        : new Evaluated(document, rule, RuleMatch.LIMITED, usedUp, micros);
  }

  private Evaluated failed(PolicyDocument document, PolicyRule rule, String part, CelError error) {
    // An ask rule that fails still asks, but not beyond its limits.
    String usedUp = rule.effect() == RuleEffect.ASK ? usedUp(rule) : null;
    if (usedUp != null) {
      return new Evaluated(document, rule, RuleMatch.LIMITED, usedUp, null);
    }
    String message = "Its %s failed: %s.".formatted(part, error.words());
    return new Evaluated(document, rule, RuleMatch.ERROR, message, null);
  }

  private @Nullable CelResult evaluate(PolicyRule rule, @Nullable CelExpression expression) {
    return expression == null
        ? null
        : expression.evaluate(facts, rule.shadow() ? shadowSteps : steps);
  }

  /** Words for the first limit that is used up, or null. A shadow rule uses nothing. */
  private @Nullable String usedUp(PolicyRule rule) {
    if (rule.shadow()) {
      return null;
    }
    for (UsageLimit limit : rule.limits()) {
      if (probe.isUsedUp(limit)) {
        return "Its limit %s is used up.".formatted(limit.id());
      }
    }
    return null;
  }

  /** What expressions may ask about a call. */
  static CelFacts facts(PolicyQuestion question) {
    return CelFacts.of(question.arguments())
        .with(CelVariable.TOOL_SERVER, question.server())
        .with(CelVariable.TOOL_NAME, question.tool())
        .with(CelVariable.TOOL_VERSION, question.toolVersion())
        .with(CelVariable.TOOL_RISK, question.risk() == null ? "UNKNOWN" : question.risk().name())
        .with(CelVariable.PRINCIPAL_ID, question.principal().id())
        .with(CelVariable.PRINCIPAL_TYPE, question.principal().type())
        .with(CelVariable.PRINCIPAL_GROUPS, question.principal().groups())
        .with(CelVariable.AGENT_ID, question.agent().id())
        .with(CelVariable.AGENT_VERSION, question.agent().version())
        .with(CelVariable.CLIENT_NAME, question.client().name())
        .with(CelVariable.CLIENT_VERSION, question.client().version())
        .with(CelVariable.ENVIRONMENT, question.environment())
        .with(CelVariable.RUN, question.run())
        .with(CelVariable.RESOURCES, question.resources())
        .with(CelVariable.BOUND_CALLS, question.bound().calls())
        .with(CelVariable.BOUND_DOWNSTREAM_CALLS, question.bound().downstreamCalls())
        .with(CelVariable.BOUND_TOKENS, question.bound().tokens())
        .with(CelVariable.BOUND_MONEY_MICROS, question.bound().moneyMicros())
        .with(CelVariable.NOW, question.now());
  }
}
