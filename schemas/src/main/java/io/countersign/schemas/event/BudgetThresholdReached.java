package io.countersign.schemas.event;

import io.countersign.schemas.control.Budget;
import io.countersign.schemas.control.Spending;
import java.util.List;

/**
 * A budget node has used a good part of a limit.
 *
 * @param budget the budget
 * @param percent the threshold: 50, 80 or 100
 * @param units the units that reached it
 * @param spending what the node has used
 */
public record BudgetThresholdReached(
    Budget budget, int percent, List<String> units, Spending spending) implements ControlEvent {
  public BudgetThresholdReached {
    units = List.copyOf(units);
  }

  @Override
  public EventCode code() {
    return EventCode.CS6022W;
  }

  @Override
  public String control() {
    return "budget/" + budget.id();
  }

  @Override
  public String told() {
    return "budget %s%s has used %s %% of %s"
        .formatted(
            budget.id(),
            spending.subject().isEmpty() ? "" : " of " + spending.subject(),
            percent,
            String.join(", ", units));
  }
}
