package io.countersign.schemas.event;

import io.countersign.schemas.approval.Change;
import io.countersign.schemas.call.Limits;
import io.countersign.schemas.control.ApprovalTerms;
import io.countersign.schemas.digest.Digest;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * People have to decide on a change of a control before it is made.
 *
 * @param approvalId the approval, a UUIDv7
 * @param change the change
 * @param changeDigest digest of the exact change
 * @param previewDigest digest of what approvers are shown
 * @param terms what the approval must satisfy
 * @param excluded people whose vote does not count
 * @param fellBack groups without anybody eligible, in whose place the fallback group decides
 * @param by who wants the change
 * @param expiresAt until when people may decide
 */
public record ChangeRequested(
    UUID approvalId,
    Change change,
    Digest changeDigest,
    Digest previewDigest,
    ApprovalTerms terms,
    List<String> excluded,
    List<String> fellBack,
    String by,
    Instant expiresAt)
    implements ApprovalEvent {
  public ChangeRequested {
    excluded = Limits.list("excluded", excluded);
    fellBack = Limits.list("fellBack", fellBack);
  }

  @Override
  public EventCode code() {
    return EventCode.CS3001I;
  }
}
