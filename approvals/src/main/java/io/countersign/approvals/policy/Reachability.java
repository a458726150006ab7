package io.countersign.approvals.policy;

import io.countersign.schemas.call.Risk;
import io.countersign.schemas.control.RuleEffect;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds rules that can never change an answer, and rules that contradict one another. It says only
 * what is sure: that a rule is not mentioned does not mean that it can be reached. Its steps are
 * counted; when they are used up it says where it ended.
 */
final class Reachability {
  private final List<PolicyRule> rules;
  private final List<PolicyProblem> warnings = new ArrayList<>();
  private final Comparisons steps = new Comparisons();

  private Reachability(List<PolicyRule> rules) {
    this.rules = rules;
  }

  static List<PolicyProblem> warnings(List<PolicyRule> rules) {
    Reachability reachability = new Reachability(rules);
    for (int i = 0; i < rules.size() && !reachability.steps.usedUp(); i++) {
      reachability.examine(i);
    }
    return List.copyOf(reachability.warnings);
  }

  private void examine(int index) {
    PolicyRule rule = rules.get(index);
    if (rule.shadow()) {
      return;
    }
    for (int i = 0; i < rules.size(); i++) {
      boolean found = i != index && !rules.get(i).shadow() && compare(index, i);
      if (steps.usedUp()) {
        warn(
            index,
            "The search for rules without an effect ends here, because comparing all of them would take too long. Use fewer patterns in each rule.");
        return;
      }
      if (found) {
        return;
      }
    }
    if (rule.effect() == RuleEffect.ALLOW
        && rule.scope().risks().equals(List.of(Risk.READ))
        && rule.limits().isEmpty()
        && rule.cost() == null) {
      warn(index, "Reading is allowed without a rule, so this rule changes nothing.");
    }
  }

  /** Notes what {@code other} does to the rule; whether there is anything. */
  private boolean compare(int index, int otherIndex) {
    PolicyRule rule = rules.get(index);
    PolicyRule other = rules.get(otherIndex);
    steps.step();
    boolean twin = rule.sameConditionAs(other) && rule.scope().sameAs(other.scope(), steps);
    boolean denied =
        other.effect() == RuleEffect.DENY
            && other.when() == null
            && other.scope().covers(rule.scope(), steps);
    if (steps.usedUp()) {
      return false;
    }
    if (twin && rule.effect() == other.effect() && sameTerms(rule, other)) {
      // Told once, at the later of the two.
      return otherIndex < index
          && warn(index, "It does the same as rule %s.".formatted(other.id()));
    }
    if (denied && rule.effect() != RuleEffect.DENY) {
      return warn(
          index,
          "It can never have an effect: rule %s denies all its calls.".formatted(other.id()));
    }
    if (denied && !(twin && otherIndex > index)) {
      return warn(
          index, "It adds nothing: rule %s denies all its calls already.".formatted(other.id()));
    }
    if (twin && isStricter(other.effect(), rule.effect())) {
      return warn(
          index,
          "It contradicts rule %s, which is about the same calls with the same condition: %s wins."
              .formatted(other.id(), Problems.lower(other.effect().name())));
    }
    return false;
  }

  private static boolean sameTerms(PolicyRule rule, PolicyRule other) {
    return (rule.effect() != RuleEffect.ASK || rule.terms().equals(other.terms()))
        && rule.limits().isEmpty()
        && other.limits().isEmpty()
        && rule.cost() == null
        && other.cost() == null;
  }

  private static boolean isStricter(RuleEffect effect, RuleEffect than) {
    return switch (effect) {
      case DENY -> than != RuleEffect.DENY;
      case ASK -> than == RuleEffect.ALLOW;
      case ALLOW -> false;
    };
  }

  private boolean warn(int index, String message) {
    PolicyRule rule = rules.get(index);
    warnings.add(new PolicyProblem(rule.line(), 1, "rules[%s]".formatted(index), message));
    return true;
  }
}
