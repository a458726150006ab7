package io.countersign.schemas.command;

import io.countersign.schemas.call.Limits;
import java.util.UUID;

/**
 * The caller no longer wants a call that has not run.
 *
 * @param callId the call, a UUIDv7
 * @param reason why, redacted
 */
public record CancelCall(UUID callId, String reason) implements Command {
  public CancelCall {
    reason = Limits.text("reason", reason);
  }
}
