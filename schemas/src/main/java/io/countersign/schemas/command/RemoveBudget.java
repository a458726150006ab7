package io.countersign.schemas.command;

import io.countersign.schemas.call.Limits;

/**
 * An operator removes a budget.
 *
 * @param id the budget
 * @param reason why, in the words of the operator
 */
public record RemoveBudget(String id, String reason) implements ControlCommand {
  public RemoveBudget {
    id = Limits.identifier("budget id", id);
    reason = Limits.reason(reason);
  }

  @Override
  public String control() {
    return "budget/" + id;
  }
}
