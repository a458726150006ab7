package io.countersign.schemas.event;

import java.util.UUID;

/**
 * The user whose agent asked has confirmed that the call is wanted. It counts as no vote.
 *
 * @param approvalId the approval
 * @param callId the call
 */
public record CallConfirmed(UUID approvalId, UUID callId) implements ApprovalEvent {
  @Override
  public EventCode code() {
    return EventCode.CS3041I;
  }
}
