package io.countersign.schemas.event;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Nobody has decided for a good part of the time.
 *
 * @param approvalId the approval
 * @param callId the call, when it is about one
 * @param step 1 after a quarter of the time, 2 after three fifths
 * @param group group that is told besides those who may vote
 */
public record ApprovalEscalated(
    UUID approvalId, @Nullable UUID callId, int step, @Nullable String group)
    implements ApprovalEvent {
  @Override
  public EventCode code() {
    return EventCode.CS3050W;
  }
}
