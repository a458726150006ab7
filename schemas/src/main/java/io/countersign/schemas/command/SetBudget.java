package io.countersign.schemas.command;

import io.countersign.schemas.control.Budget;

/**
 * An operator sets a budget, in place of the one of the same id.
 *
 * @param budget the budget
 */
public record SetBudget(Budget budget) implements ControlCommand {
  @Override
  public String control() {
    return "budget/" + budget.id();
  }
}
