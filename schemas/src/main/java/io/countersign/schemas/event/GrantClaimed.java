package io.countersign.schemas.event;

import io.countersign.schemas.approval.GrantMode;
import io.countersign.schemas.control.Holds;
import io.countersign.schemas.digest.Digest;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A gateway has spent an approval; nobody else can.
 *
 * @param approvalId the approval
 * @param callId the call
 * @param claimId the claim
 * @param mode how it is spent
 * @param gateway the gateway that claimed
 * @param actionDigest the exact action
 * @param holds what the call holds until it ends
 * @param leaseUntil until when its outcome is waited for
 */
public record GrantClaimed(
    UUID approvalId,
    UUID callId,
    UUID claimId,
    GrantMode mode,
    String gateway,
    Digest actionDigest,
    @Nullable Holds holds,
    Instant leaseUntil)
    implements ApprovalEvent {
  @Override
  public EventCode code() {
    return EventCode.CS3040I;
  }
}
