package io.countersign.schemas.command;

import io.countersign.schemas.approval.Assertion;
import io.countersign.schemas.approval.Ballot;
import io.countersign.schemas.approval.Voter;
import io.countersign.schemas.call.Limits;
import io.countersign.schemas.digest.Digest;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A person decides on an approval.
 *
 * @param approvalId the approval
 * @param ballot what the person says
 * @param comment why, in the words of the person
 * @param actionDigest the exact action that the voter saw
 * @param previewDigest digest of what the voter was shown
 * @param voter who votes
 * @param assertion what the authenticator of the person signed, when a step-up was made
 */
public record CastVote(
    UUID approvalId,
    Ballot ballot,
    @Nullable String comment,
    Digest actionDigest,
    Digest previewDigest,
    Voter voter,
    @Nullable Assertion assertion)
    implements ApprovalCommand {
  public CastVote {
    comment = Limits.optionalText("comment", comment);
  }
}
