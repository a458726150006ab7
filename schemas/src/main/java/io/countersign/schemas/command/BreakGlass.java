package io.countersign.schemas.command;

import io.countersign.schemas.approval.Assertion;
import io.countersign.schemas.approval.Voter;
import io.countersign.schemas.call.Limits;
import io.countersign.schemas.digest.Digest;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A person takes the responsibility for an action that does not have the votes it needs.
 *
 * @param approvalId the approval
 * @param reason why it cannot wait
 * @param ticket the incident it is for
 * @param actionDigest the exact action that the voter saw
 * @param previewDigest digest of what the voter was shown
 * @param voter who takes it
 * @param assertion what the authenticator of the person signed
 */
public record BreakGlass(
    UUID approvalId,
    String reason,
    String ticket,
    Digest actionDigest,
    Digest previewDigest,
    Voter voter,
    @Nullable Assertion assertion)
    implements ApprovalCommand {
  public BreakGlass {
    reason = Limits.reason(reason);
    ticket = Limits.identifier("ticket", ticket);
  }
}
