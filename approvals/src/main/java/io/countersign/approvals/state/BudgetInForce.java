package io.countersign.approvals.state;

import io.countersign.schemas.control.Budget;

/**
 * A budget that is in force.
 *
 * @param budget the budget
 * @param position position of the event that set it
 */
public record BudgetInForce(Budget budget, long position) {
  /** How a decision cites this budget. */
  public String reference() {
    return "budget/%s@%s".formatted(budget.id(), position);
  }
}
