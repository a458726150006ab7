package io.countersign.schemas.event;

import java.time.Instant;
import java.util.UUID;

/**
 * Nobody has reviewed a broken glass in time.
 *
 * @param approvalId the approval
 * @param callId the call
 * @param dueAt until when somebody should have
 */
public record BreakGlassOverdue(UUID approvalId, UUID callId, Instant dueAt)
    implements ApprovalEvent {
  @Override
  public EventCode code() {
    return EventCode.CS3062E;
  }
}
