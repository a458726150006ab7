package io.countersign.projections.alert;

import io.countersign.schemas.alert.AlertEntity;
import io.countersign.schemas.alert.EntityLevel;
import io.countersign.schemas.control.Spending;
import io.countersign.schemas.event.BudgetThresholdReached;
import java.time.Duration;
import java.util.function.Consumer;

/** Budgets that are used up long before their window ends. */
final class BudgetRule implements Rule {
  private static final int USED = AlertRule.BUDGET_SLOPE.number("usedPercent");
  private static final int OF_WINDOW = AlertRule.BUDGET_SLOPE.number("ofWindowPercent");
  private static final int HUNDRED = 100;

  @Override
  public void look(Moment moment, Consumer<Hit> hits) {
    if (!(moment.event().body() instanceof BudgetThresholdReached reached)
        || reached.percent() < USED) {
      return;
    }
    Spending spending = reached.spending();
    long window = Duration.between(spending.windowStart(), spending.windowEnd()).toMillis();
    long passed = Duration.between(spending.windowStart(), moment.now()).toMillis();
    if (passed * HUNDRED > window * OF_WINDOW) {
      return;
    }
    String node =
        spending.subject().isEmpty()
            ? spending.budgetId()
            : spending.budgetId() + "/" + spending.subject();
    hits.accept(
        Findings.one(
            AlertRule.BUDGET_SLOPE,
            new AlertEntity(EntityLevel.BUDGET, node),
            spending.windowStart().toString(),
            moment,
            "Budget %s has used %s %% of %s in %s %% of its window"
                .formatted(
                    node,
                    reached.percent(),
                    String.join(", ", reached.units()),
                    window == 0 ? 0 : passed * HUNDRED / window),
            "At this pace it is exhausted long before %s.".formatted(spending.windowEnd())));
  }
}
