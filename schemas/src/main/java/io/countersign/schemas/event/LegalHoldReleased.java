package io.countersign.schemas.event;

import io.countersign.schemas.call.Limits;
import io.countersign.schemas.control.HoldScope;

/**
 * A legal hold ended.
 *
 * @param holdId the hold
 * @param scope what was kept
 * @param reason why, in the words of the operator
 * @param by who released it
 */
public record LegalHoldReleased(String holdId, HoldScope scope, String reason, String by)
    implements KeepingEvent {
  public LegalHoldReleased {
    holdId = Limits.identifier("holdId", holdId);
    reason = Limits.reason(reason);
    by = Limits.identifier("by", by);
  }

  @Override
  public EventCode code() {
    return EventCode.CS6052W;
  }

  @Override
  public String control() {
    return "hold/" + holdId;
  }

  @Override
  public String told() {
    return "hold on %s released by %s: %s".formatted(scope.told(), by, reason);
  }
}
