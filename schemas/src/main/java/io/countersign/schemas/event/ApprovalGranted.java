package io.countersign.schemas.event;

import io.countersign.schemas.approval.Seat;
import io.countersign.schemas.call.Limits;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The quorum is met, or the glass broken: the action may be claimed once.
 *
 * @param approvalId the approval
 * @param callId the call, when it is about one
 * @param seats each seat of the quorum and who fills it; those that nobody fills are absent
 * @param brokenGlass whether somebody took the responsibility in place of the quorum
 * @param expiresAt until when it may be claimed
 */
public record ApprovalGranted(
    UUID approvalId,
    @Nullable UUID callId,
    List<Seat> seats,
    boolean brokenGlass,
    Instant expiresAt)
    implements ApprovalEvent {
  public ApprovalGranted {
    seats = Limits.list("seats", seats);
  }

  @Override
  public EventCode code() {
    return EventCode.CS3020I;
  }
}
