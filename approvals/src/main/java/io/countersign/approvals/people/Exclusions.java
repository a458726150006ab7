package io.countersign.approvals.people;

import io.countersign.approvals.state.PolicyInForce;
import io.countersign.schemas.command.RecordIntent;
import io.countersign.schemas.control.ApprovalTerms;
import io.countersign.schemas.control.RuleEffect;
import io.countersign.schemas.control.RuleMatch;
import io.countersign.schemas.control.RuleResult;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Whose vote on a call does not count, because they want it or made the rule that asks: the
 * principal, the owner of the agent, the initiator of the run, the authors of the policies whose
 * rules ask, and whom these rules exclude.
 */
public final class Exclusions {
  private Exclusions() {}

  /** The names, in a fixed order, each once. */
  public static List<String> of(
      RecordIntent intent,
      ApprovalTerms terms,
      List<RuleResult> rules,
      List<PolicyInForce> policies) {
    Set<String> names = new LinkedHashSet<>();
    if (intent.actor().principal() != null) {
      names.add(intent.actor().principal().id());
    }
    if (intent.actor().agent() != null && intent.actor().agent().owner() != null) {
      names.add(Objects.requireNonNull(intent.actor().agent().owner()));
    }
    if (intent.context().initiator() != null) {
      names.add(Objects.requireNonNull(intent.context().initiator()));
    }
    for (PolicyInForce policy : policies) {
      if (rules.stream().anyMatch(rule -> asks(rule, policy))) {
        names.add(policy.by());
      }
    }
    names.addAll(terms.exclude());
    return List.copyOf(names);
  }

  private static boolean asks(RuleResult rule, PolicyInForce policy) {
    return !rule.shadow()
        && rule.effect() == RuleEffect.ASK
        && rule.match() != RuleMatch.NOT_MATCHED
        && rule.policy().equals("%s@%s".formatted(policy.name(), policy.hash().text()));
  }
}
