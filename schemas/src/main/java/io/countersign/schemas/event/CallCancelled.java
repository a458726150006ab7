package io.countersign.schemas.event;

import java.util.UUID;

/**
 * The caller gave a call up before it ran.
 *
 * @param callId the call, a UUIDv7
 * @param reason why, redacted
 */
public record CallCancelled(UUID callId, String reason) implements Event {
  @Override
  public EventCode code() {
    return EventCode.CS4020I;
  }
}
