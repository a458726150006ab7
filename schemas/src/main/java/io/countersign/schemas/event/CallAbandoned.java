package io.countersign.schemas.event;

import java.util.UUID;

/**
 * The answer to an intent never reached the caller, so nobody may use it.
 *
 * @param callId the call, a UUIDv7
 * @param abandonedCommandId the intent whose answer was given up
 */
public record CallAbandoned(UUID callId, UUID abandonedCommandId) implements Event {
  @Override
  public EventCode code() {
    return EventCode.CS4021W;
  }
}
