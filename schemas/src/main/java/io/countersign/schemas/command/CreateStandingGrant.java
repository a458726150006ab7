package io.countersign.schemas.command;

import io.countersign.schemas.approval.StandingScope;
import io.countersign.schemas.approval.Voter;
import io.countersign.schemas.call.Limits;
import java.time.Instant;
import java.util.UUID;

/**
 * A person votes in advance for calls of one kind, a bounded number of times.
 *
 * @param grantId id of the standing grant, a UUIDv7
 * @param scope which calls
 * @param maxUses how many calls at most, from 1
 * @param expiresAt until when it counts
 * @param reason why
 * @param by whose vote it is
 */
public record CreateStandingGrant(
    UUID grantId, StandingScope scope, int maxUses, Instant expiresAt, String reason, Voter by)
    implements ControlCommand {
  public CreateStandingGrant {
    reason = Limits.reason(reason);
  }

  @Override
  public String control() {
    return "standing-grant/" + grantId;
  }
}
