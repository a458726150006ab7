package io.countersign.ingest;

import io.countersign.schemas.call.Salt;
import java.time.Instant;
import java.util.UUID;

/**
 * What clock and chance give one command.
 *
 * @param now clock of this process
 * @param commandId id of the command unless the caller sent one, a UUIDv7
 * @param callId id of the call unless the caller sent one, a UUIDv7
 * @param salt chance for the salts of the events
 */
public record Stamp(Instant now, UUID commandId, UUID callId, Salt salt) {

  /** The same with the id that the caller gave its command. */
  public Stamp withCommandId(UUID id) {
    return new Stamp(now, id, callId, salt);
  }
}
