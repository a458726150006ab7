package io.countersign.schemas.control;

import io.countersign.schemas.call.Amounts;
import java.util.List;

/**
 * What an allowed call holds until it ends.
 *
 * @param bound worst case that was reserved
 * @param spendings budget nodes of its path as they stand with this reservation
 * @param rates rate limits as they stand with this call
 * @param leases concurrency caps it counts against
 */
public record Holds(
    Amounts bound, List<Spending> spendings, List<RateUse> rates, List<Lease> leases) {
  public Holds {
    spendings = List.copyOf(spendings);
    rates = List.copyOf(rates);
    leases = List.copyOf(leases);
  }
}
