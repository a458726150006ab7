package io.countersign.approvals.state;

import io.countersign.schemas.approval.Ballot;
import io.countersign.schemas.digest.Digest;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A vote as it stands.
 *
 * @param subject who voted
 * @param ballot what they say
 * @param groups their groups at that moment
 * @param delegated whose votes they held
 * @param commentDigest digest of the comment, when there is one
 * @param standingGrantId the standing grant that voted
 */
public record CastBallot(
    String subject,
    Ballot ballot,
    List<String> groups,
    List<Delegated> delegated,
    @Nullable Digest commentDigest,
    @Nullable UUID standingGrantId) {
  public CastBallot {
    groups = List.copyOf(groups);
    delegated = List.copyOf(delegated);
  }
}
