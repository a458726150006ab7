package io.countersign.schemas.event;

import io.countersign.schemas.control.Budget;
import org.jspecify.annotations.Nullable;

/**
 * A budget is in force.
 *
 * @param budget the budget
 * @param previous the budget before, when there was one
 */
public record BudgetSet(Budget budget, @Nullable Budget previous) implements ControlEvent {
  @Override
  public EventCode code() {
    return EventCode.CS6020I;
  }

  @Override
  public String control() {
    return "budget/" + budget.id();
  }

  @Override
  public String told() {
    return "budget %s is in force".formatted(budget.id());
  }
}
