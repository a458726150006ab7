package io.countersign.schemas.event;

import java.util.UUID;

/**
 * Another person has looked at what was done behind a broken glass.
 *
 * @param approvalId the approval
 * @param callId the call
 * @param justified whether it was right
 * @param comment what was found
 * @param by who looked
 */
public record BreakGlassReviewed(
    UUID approvalId, UUID callId, boolean justified, String comment, String by)
    implements ApprovalEvent {
  @Override
  public EventCode code() {
    return EventCode.CS3061I;
  }
}
