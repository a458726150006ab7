package io.countersign.schemas.control;

import io.countersign.schemas.call.Limits;

/**
 * A node of the budget tree with its window and limits.
 *
 * @param id id of the budget, chosen by the operator
 * @param node whose calls it counts
 * @param window how long until it begins anew
 * @param limits how much may be used in one window
 */
public record Budget(String id, BudgetNode node, BudgetWindow window, BudgetLimits limits) {
  public Budget {
    id = Limits.identifier("budget id", id);
  }
}
