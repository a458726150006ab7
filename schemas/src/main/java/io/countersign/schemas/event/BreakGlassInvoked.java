package io.countersign.schemas.event;

import io.countersign.schemas.approval.Assertion;
import io.countersign.schemas.approval.Voter;
import io.countersign.schemas.digest.Digest;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A person took the responsibility for an action that did not have the votes it needs.
 *
 * @param approvalId the approval
 * @param callId the call
 * @param reason why it could not wait
 * @param ticket the incident it is for
 * @param actionDigest the exact action that the voter saw
 * @param previewDigest digest of what the voter was shown
 * @param voter who took it
 * @param assertion what the authenticator of the person signed
 * @param reviewDueAt until when another person must have looked at it
 */
public record BreakGlassInvoked(
    UUID approvalId,
    UUID callId,
    String reason,
    String ticket,
    Digest actionDigest,
    Digest previewDigest,
    Voter voter,
    @Nullable Assertion assertion,
    Instant reviewDueAt)
    implements ApprovalEvent {
  @Override
  public EventCode code() {
    return EventCode.CS3060E;
  }
}
