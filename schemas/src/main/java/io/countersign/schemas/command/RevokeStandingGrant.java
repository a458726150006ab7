package io.countersign.schemas.command;

import io.countersign.schemas.call.Limits;
import java.util.UUID;

/**
 * Somebody takes a standing grant back.
 *
 * @param grantId the standing grant
 * @param reason why
 * @param by who takes it back
 */
public record RevokeStandingGrant(UUID grantId, String reason, String by)
    implements ControlCommand {
  public RevokeStandingGrant {
    reason = Limits.reason(reason);
    by = Limits.identifier("by", by);
  }

  @Override
  public String control() {
    return "standing-grant/" + grantId;
  }
}
