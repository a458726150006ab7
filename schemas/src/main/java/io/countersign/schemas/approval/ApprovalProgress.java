package io.countersign.schemas.approval;

import io.countersign.schemas.call.Limits;
import io.countersign.schemas.digest.Digest;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Where an approval stands, for whoever waits for it.
 *
 * @param approvalId the approval, a UUIDv7
 * @param state where it stands
 * @param previewDigest digest of what approvers are shown
 * @param expiresAt until when people may decide, or once approved until when it may be claimed
 * @param quorum how far each group has come
 * @param offline whether a gateway may take a signed grant and spend it by its own journal
 * @param cause why it ended, when it ended without running
 * @param claimId the claim that spent it
 * @param claimedAt when it was claimed
 * @param leaseUntil until when the outcome of the claim is waited for
 */
public record ApprovalProgress(
    UUID approvalId,
    ApprovalState state,
    Digest previewDigest,
    Instant expiresAt,
    List<QuorumProgress> quorum,
    boolean offline,
    @Nullable String cause,
    @Nullable UUID claimId,
    @Nullable Instant claimedAt,
    @Nullable Instant leaseUntil) {
  public ApprovalProgress {
    quorum = Limits.list("quorum", quorum);
  }
}
