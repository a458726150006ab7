package io.countersign.schemas.event;

import io.countersign.schemas.call.Amounts;
import java.util.UUID;

/**
 * A call used more than the worst case that it had declared. All of it is charged.
 *
 * @param callId the call
 * @param bound worst case that was reserved
 * @param used what the outcome says was used
 */
public record ReservationOverrun(UUID callId, Amounts bound, Amounts used) implements Event {
  @Override
  public EventCode code() {
    return EventCode.CS6024W;
  }
}
