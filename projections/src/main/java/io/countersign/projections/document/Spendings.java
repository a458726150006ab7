package io.countersign.projections.document;

import io.countersign.schemas.control.Spending;
import io.countersign.schemas.event.BudgetThresholdReached;
import io.countersign.schemas.event.DecisionMade;
import io.countersign.schemas.event.Event;
import io.countersign.schemas.event.GrantClaimed;
import io.countersign.schemas.event.ReservationSettled;
import java.util.List;

/** Where budget nodes stand after an event. */
final class Spendings {
  private Spendings() {}

  /** The nodes that an event tells about, in its order. */
  static List<Spending> of(Event event) {
    if (event instanceof DecisionMade decision) {
      return decision.holds() == null ? List.of() : decision.holds().spendings();
    }
    if (event instanceof GrantClaimed claim) {
      return claim.holds() == null ? List.of() : claim.holds().spendings();
    }
    if (event instanceof ReservationSettled settled) {
      return settled.spendings();
    }
    return event instanceof BudgetThresholdReached reached
        ? List.of(reached.spending())
        : List.of();
  }
}
