package io.countersign.schemas.event;

import io.countersign.schemas.approval.ApprovalState;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An approval ended without running.
 *
 * @param approvalId the approval
 * @param callId the call, when it is about one
 * @param state how it ended
 * @param cause stable code of the cause
 * @param message the cause in one sentence
 * @param by the person who ended it
 * @param supersededBy the approval in its place
 */
public record ApprovalClosed(
    UUID approvalId,
    @Nullable UUID callId,
    ApprovalState state,
    String cause,
    String message,
    @Nullable String by,
    @Nullable UUID supersededBy)
    implements ApprovalEvent {
  public ApprovalClosed {
    if (!state.closed()) {
      throw new IllegalArgumentException("Expected an end that ran nothing, but was " + state);
    }
  }

  @Override
  public EventCode code() {
    return switch (state) {
      case DENIED -> EventCode.CS3030W;
      case EXPIRED -> EventCode.CS3031W;
      case CANCELLED -> EventCode.CS3032I;
      case SUPERSEDED -> EventCode.CS3033I;
      case INVALIDATED -> EventCode.CS3034W;
      case REVOKED -> EventCode.CS3035W;
      case LAPSED -> EventCode.CS3036I;
      case PENDING, APPROVED, CLAIMED, CONSUMED, OUTCOME_UNKNOWN ->
          throw new IllegalStateException("Expected an end, but was " + state);
    };
  }
}
