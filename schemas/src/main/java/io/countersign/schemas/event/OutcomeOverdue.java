package io.countersign.schemas.event;

import java.time.Instant;
import java.util.UUID;

/**
 * An allowed call was not reported in time: the tool may have run.
 *
 * @param callId the call, a UUIDv7
 * @param dueAt when the outcome was due
 */
public record OutcomeOverdue(UUID callId, Instant dueAt) implements Event {
  @Override
  public EventCode code() {
    return EventCode.CS4010W;
  }
}
