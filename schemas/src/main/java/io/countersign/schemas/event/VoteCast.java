package io.countersign.schemas.event;

import io.countersign.schemas.approval.Assertion;
import io.countersign.schemas.approval.Ballot;
import io.countersign.schemas.approval.QuorumProgress;
import io.countersign.schemas.approval.Voter;
import io.countersign.schemas.call.Limits;
import io.countersign.schemas.digest.Digest;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A person has decided, or decided otherwise than before.
 *
 * @param approvalId the approval
 * @param callId the call, when it is about one
 * @param ballot what the person says
 * @param comment why, in the words of the person
 * @param actionDigest the exact action that the voter saw
 * @param previewDigest digest of what the voter was shown
 * @param voter who voted, with the groups of that moment
 * @param onBehalfOf approvers who had delegated their vote to this person
 * @param previous what the person had said before
 * @param standingGrantId the standing grant that voted
 * @param assertion what the authenticator of the person signed
 * @param quorum how far each group has come with this vote
 */
public record VoteCast(
    UUID approvalId,
    @Nullable UUID callId,
    Ballot ballot,
    @Nullable String comment,
    Digest actionDigest,
    Digest previewDigest,
    Voter voter,
    List<String> onBehalfOf,
    @Nullable Ballot previous,
    @Nullable UUID standingGrantId,
    @Nullable Assertion assertion,
    List<QuorumProgress> quorum)
    implements ApprovalEvent {
  public VoteCast {
    onBehalfOf = Limits.list("onBehalfOf", onBehalfOf);
    quorum = Limits.list("quorum", quorum);
  }

  @Override
  public EventCode code() {
    return switch (ballot) {
      case APPROVE -> EventCode.CS3010I;
      case DENY -> EventCode.CS3011W;
    };
  }
}
