package io.countersign.schemas.event;

import io.countersign.schemas.approval.StandingScope;
import io.countersign.schemas.approval.Voter;
import io.countersign.schemas.digest.Digest;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A person has voted in advance for calls of one kind, a bounded number of times.
 *
 * @param grantId id of the standing grant
 * @param scope which calls
 * @param toolDigest input schema of the tool that it is frozen to, when the tool pins one
 * @param maxUses how many calls at most
 * @param expiresAt until when it counts
 * @param reason why
 * @param by whose vote it is
 */
public record StandingGrantCreated(
    UUID grantId,
    StandingScope scope,
    @Nullable Digest toolDigest,
    int maxUses,
    Instant expiresAt,
    String reason,
    Voter by)
    implements ControlEvent {
  @Override
  public EventCode code() {
    return EventCode.CS3080I;
  }

  @Override
  public String control() {
    return "standing-grant/" + grantId;
  }

  @Override
  public String told() {
    return "%s votes in advance for %s/%s, %s times until %s"
        .formatted(by.subject(), scope.server(), scope.tool(), maxUses, expiresAt);
  }
}
