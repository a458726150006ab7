package io.countersign.approvals.state;

import io.countersign.schemas.approval.StandingScope;
import io.countersign.schemas.approval.Voter;
import io.countersign.schemas.digest.Digest;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A vote in advance.
 *
 * @param grantId its id
 * @param scope which calls
 * @param toolDigest input schema that the tool must have, when it pins one
 * @param maxUses how many calls at most
 * @param uses how many calls it voted for
 * @param expiresAt until when it counts
 * @param by whose vote it is
 */
public record StandingGrant(
    UUID grantId,
    StandingScope scope,
    @Nullable Digest toolDigest,
    int maxUses,
    int uses,
    Instant expiresAt,
    Voter by) {

  /** This grant, used once more. */
  public StandingGrant used() {
    return new StandingGrant(grantId, scope, toolDigest, maxUses, uses + 1, expiresAt, by);
  }
}
