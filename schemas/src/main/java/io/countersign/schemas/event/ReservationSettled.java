package io.countersign.schemas.event;

import io.countersign.schemas.call.Amounts;
import io.countersign.schemas.control.SettlementBasis;
import io.countersign.schemas.control.Spending;
import java.util.List;
import java.util.UUID;

/**
 * What an ended call had reserved was charged or freed.
 *
 * @param callId the call
 * @param basis why it was settled
 * @param reserved what had been reserved
 * @param charged what was charged in the end
 * @param spendings budget nodes of its path as they stand now; a window that has passed is left out
 */
public record ReservationSettled(
    UUID callId, SettlementBasis basis, Amounts reserved, Amounts charged, List<Spending> spendings)
    implements Event {
  public ReservationSettled {
    spendings = List.copyOf(spendings);
  }

  @Override
  public EventCode code() {
    return EventCode.CS6023I;
  }
}
