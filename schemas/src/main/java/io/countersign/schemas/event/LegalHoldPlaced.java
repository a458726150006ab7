package io.countersign.schemas.event;

import io.countersign.schemas.call.Limits;
import io.countersign.schemas.control.HoldScope;

/**
 * Records are kept from being pruned, whatever the retention.
 *
 * @param holdId id of the hold
 * @param scope what is kept
 * @param reason why, in the words of the operator
 * @param by who placed it
 */
public record LegalHoldPlaced(String holdId, HoldScope scope, String reason, String by)
    implements KeepingEvent {
  public LegalHoldPlaced {
    holdId = Limits.identifier("holdId", holdId);
    reason = Limits.reason(reason);
    by = Limits.identifier("by", by);
  }

  @Override
  public EventCode code() {
    return EventCode.CS6051I;
  }

  @Override
  public String control() {
    return "hold/" + holdId;
  }

  @Override
  public String told() {
    return "hold on %s by %s: %s".formatted(scope.told(), by, reason);
  }
}
