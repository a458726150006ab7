package io.countersign.standalone.estate;

import io.countersign.approvals.policy.PolicyDocument;
import io.countersign.approvals.policy.PolicyLimits;
import io.countersign.approvals.policy.PolicyRefused;
import io.countersign.approvals.policy.PolicySet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How much a tenant may have in force. The engine refuses what is beyond; asked before anything is
 * applied, so that a plan does not stop half way for a reason that was known.
 */
public final class Totals {
  /** Most policies of a tenant. */
  static final int POLICIES = 32;

  /** Most budgets of a tenant. */
  static final int BUDGETS = 64;

  /** Most limits of a tenant, beside those of its tools. */
  static final int LIMITS = 64;

  private final Map<Control.Id, Integer> rules = new LinkedHashMap<>();

  private Totals() {}

  /**
   * What of a plan would be refused for a total, in the order in which it is done: what is removed
   * later still counts. One line for each kind of total, for a person.
   *
   * @param inForce what is in force before the plan
   */
  public static List<String> refusals(Estate inForce, Plan plan) {
    Totals totals = new Totals();
    inForce.controls().forEach(totals::put);
    Map<String, String> refusals = new LinkedHashMap<>();
    for (Change change : plan.changes()) {
      if (change.after() == null) {
        totals.rules.remove(change.control().id());
      } else {
        totals.put(change.control());
        totals.examine(change, refusals);
      }
    }
    return new ArrayList<>(refusals.values());
  }

  /** Every control counts with its rules; only policies have some. */
  private void put(Control control) {
    rules.put(control.id(), control.kind() == Kind.POLICY ? rules(control) : 0);
  }

  private void examine(Change change, Map<String, String> refusals) {
    Kind kind = change.control().kind();
    switch (kind) {
      case BUDGET -> examine(change, "budgets", count(kind), BUDGETS, refusals);
      case LIMIT -> examine(change, "limits", count(kind), LIMITS, refusals);
      case POLICY -> {
        examine(change, "policies", count(kind), POLICIES, refusals);
        examine(change, "rules of policies", rulesInForce(), PolicySet.RULES, refusals);
      }
      case SETTINGS, SERVER_REVIEW, TOOL -> {}
    }
  }

  private static void examine(
      Change change, String what, int count, int most, Map<String, String> refusals) {
    if (count > most) {
      refusals.putIfAbsent(
          what,
          "Expected at most %d %s in force, but with %s there would be %d. Merge or remove some first: what a plan removes still counts until it is gone."
              .formatted(most, what, change.control().told(), count));
    }
  }

  private int count(Kind kind) {
    return (int) rules.keySet().stream().filter(id -> id.kind() == kind).count();
  }

  private int rulesInForce() {
    return rules.values().stream().mapToInt(Integer::intValue).sum();
  }

  private static int rules(Control policy) {
    try {
      return PolicyDocument.compile(policy.text("document"), PolicyLimits.DEFAULT).ruleIds().size();
    } catch (PolicyRefused refused) {
      // Of another version of Countersign: the engine knows how many rules it has, we do not.
      return 0;
    }
  }
}
