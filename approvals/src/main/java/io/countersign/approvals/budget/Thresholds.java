package io.countersign.approvals.budget;

import io.countersign.schemas.control.Budget;
import io.countersign.schemas.control.BudgetLimits;
import io.countersign.schemas.control.Spending;
import io.countersign.schemas.event.BudgetThresholdReached;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How much of a budget is used, as far as people are told. Reserved counts as used. */
public final class Thresholds {
  private static final List<Integer> PERCENTS = List.of(100, 80, 50);

  private Thresholds() {}

  /** {@code spending} with the highest threshold that it has reached, or that it had before. */
  static Spending reported(Spending spending, BudgetLimits limits) {
    int reached = Math.max(spending.reported(), level(spending, limits));
    return new Spending(
        spending.budgetId(),
        spending.subject(),
        spending.windowStart(),
        spending.windowEnd(),
        spending.settled(),
        spending.reserved(),
        reached);
  }

  /** The highest threshold that any limited unit has reached; 0 for none. */
  static int level(Spending spending, BudgetLimits limits) {
    for (int percent : PERCENTS) {
      if (!units(spending, limits, percent).isEmpty()) {
        return percent;
      }
    }
    return 0;
  }

  /**
   * What to tell after a node changed from {@code before}, absent at the beginning of its window,
   * to {@code after}; null when it has been told already.
   */
  public static @Nullable BudgetThresholdReached reached(
      Budget budget, @Nullable Spending before, Spending after) {
    int told = before == null ? 0 : before.reported();
    return after.reported() <= told
        ? null
        : new BudgetThresholdReached(
            budget, after.reported(), units(after, budget.limits(), after.reported()), after);
  }

  private static List<String> units(Spending spending, BudgetLimits limits, int percent) {
    List<String> units = new ArrayList<>();
    for (Unit unit : Unit.values()) {
      Long limit = unit.limit(limits);
      long used = Sums.plus(unit.of(spending.settled()), unit.of(spending.reserved()));
      // Limits are at most 10^15, so this does not overflow. Nothing of nothing is not full.
      if (limit != null && used > 0 && used >= Math.ceilDiv(limit * percent, 100L)) {
        units.add(unit.field());
      }
    }
    return units;
  }
}
