package io.countersign.schemas.event;

import io.countersign.schemas.digest.Digest;

/**
 * A command could not be decoded or made the engine throw. Nothing changed; the caller is told
 * DENY.
 *
 * @param failure stable code: {@code UNDECODABLE}, {@code HANDLER_FAILED} or {@code QUARANTINED}
 * @param message what went wrong, without values
 * @param commandDigest SHA-256 of the record's value as it stands in the topic
 */
public record CommandFailed(String failure, String message, Digest commandDigest) implements Event {
  @Override
  public EventCode code() {
    return EventCode.CS9001E;
  }
}
