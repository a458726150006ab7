package io.countersign.approvals.state;

import io.countersign.schemas.control.TenantSettings;
import java.util.List;
import java.util.UUID;

/**
 * What holds for every call of a tenant. One value, because every decision needs all of it.
 *
 * @param settings what the tenant has set
 * @param brakes engaged brakes, in the order of their positions
 * @param releasedBrakes the latest brakes that were released, oldest first
 * @param policies policies in force, in the order of their names
 * @param budgets budgets in force, in the order of their ids
 * @param limits limits in force, in the order of their ids
 * @param proposals how many tools wait to be accepted
 */
public record Controls(
    TenantSettings settings,
    List<Brake> brakes,
    List<UUID> releasedBrakes,
    List<PolicyInForce> policies,
    List<BudgetInForce> budgets,
    List<LimitInForce> limits,
    int proposals) {
  public Controls {
    brakes = List.copyOf(brakes);
    releasedBrakes = List.copyOf(releasedBrakes);
    policies = List.copyOf(policies);
    budgets = List.copyOf(budgets);
    limits = List.copyOf(limits);
  }

  /** What holds for a tenant that has set nothing. */
  public static final Controls NONE =
      new Controls(
          TenantSettings.DEFAULT, List.of(), List.of(), List.of(), List.of(), List.of(), 0);

  /** These with other settings. */
  public Controls withSettings(TenantSettings changed) {
    return new Controls(changed, brakes, releasedBrakes, policies, budgets, limits, proposals);
  }

  /** These with other brakes. */
  public Controls withBrakes(List<Brake> engaged, List<UUID> released) {
    return new Controls(settings, engaged, released, policies, budgets, limits, proposals);
  }

  /** These with other policies. */
  public Controls withPolicies(List<PolicyInForce> changed) {
    return new Controls(settings, brakes, releasedBrakes, changed, budgets, limits, proposals);
  }

  /** These with other budgets. */
  public Controls withBudgets(List<BudgetInForce> changed) {
    return new Controls(settings, brakes, releasedBrakes, policies, changed, limits, proposals);
  }

  /** These with other limits. */
  public Controls withLimits(List<LimitInForce> changed) {
    return new Controls(settings, brakes, releasedBrakes, policies, budgets, changed, proposals);
  }

  /** These with another count of proposals. */
  public Controls withProposals(int count) {
    return new Controls(settings, brakes, releasedBrakes, policies, budgets, limits, count);
  }
}
