package io.countersign.approvals.budget;

import io.countersign.approvals.state.StateView;
import io.countersign.schemas.call.Amounts;
import io.countersign.schemas.control.Budget;
import io.countersign.schemas.control.Spending;
import java.time.Instant;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * A node on the path of a call, as it stands at a moment.
 *
 * <p>A window that has begun goes on to its own end: a changed time zone or window of the budget
 * holds from the next window on, so no change lets anybody begin anew early. The first window after
 * it is a calendar window of the new kind, whose start may lie before that end.
 *
 * @param node the node
 * @param spending its figures in the window that lasts
 */
public record Account(BudgetPath.Node node, Spending spending) {
  /**
   * Why something does not fit.
   *
   * @param unit the unit of which there is too little
   * @param limit its limit; null when it has none, and only what can be counted is exceeded
   */
  public record Shortage(Unit unit, @Nullable Long limit) {}

  /** The account of {@code node} at {@code now}. */
  public static Account at(
      BudgetPath.Node node, StateView state, String tenant, ZoneId zone, Instant now) {
    Budget budget = node.budget().budget();
    Spending known = state.spending(tenant, budget.id(), node.subject());
    return new Account(
        node,
        known != null && lasts(known, now) ? known : begin(budget, node.subject(), zone, now));
  }

  /** Whether the window of {@code spending} still lasts. */
  public static boolean lasts(Spending spending, Instant now) {
    return spending.windowEnd().isAfter(now);
  }

  private static Spending begin(Budget budget, String subject, ZoneId zone, Instant now) {
    CalendarWindow window = CalendarWindow.at(budget.window(), zone, now);
    return new Spending(
        budget.id(), subject, window.start(), window.end(), Sums.NOTHING, Sums.NOTHING, 0);
  }

  /** The first unit of which {@code bound} does not fit; null when all of it does. */
  public @Nullable Shortage shortage(Amounts bound) {
    for (Unit unit : Unit.values()) {
      Long limit = unit.limit(node.budget().budget().limits());
      long reserved = Sums.plus(unit.of(spending.reserved()), unit.of(bound));
      boolean fits =
          limit == null
              // What is reserved must be exact, because all of it is given back.
              ? unit.of(spending.reserved()) <= Long.MAX_VALUE - unit.of(bound)
              : Sums.plus(unit.of(spending.settled()), reserved) <= limit;
      if (!fits) {
        return new Shortage(unit, limit);
      }
    }
    return null;
  }

  /** The figures with {@code bound} reserved, which must fit. */
  public Spending reserve(Amounts bound) {
    Spending after =
        new Spending(
            spending.budgetId(),
            spending.subject(),
            spending.windowStart(),
            spending.windowEnd(),
            spending.settled(),
            Sums.plus(spending.reserved(), bound),
            spending.reported());
    return Thresholds.reported(after, node.budget().budget().limits());
  }
}
