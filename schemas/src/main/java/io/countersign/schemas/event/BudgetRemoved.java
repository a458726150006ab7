package io.countersign.schemas.event;

import io.countersign.schemas.control.Budget;

/**
 * A budget is not in force any more.
 *
 * @param budget the budget
 * @param reason why, in the words of the operator
 */
public record BudgetRemoved(Budget budget, String reason) implements ControlEvent {
  @Override
  public EventCode code() {
    return EventCode.CS6021I;
  }

  @Override
  public String control() {
    return "budget/" + budget.id();
  }

  @Override
  public String told() {
    return "budget %s was removed: %s".formatted(budget.id(), reason);
  }
}
