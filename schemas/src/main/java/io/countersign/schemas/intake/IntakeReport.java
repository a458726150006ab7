package io.countersign.schemas.intake;

import io.countersign.schemas.call.Limits;
import java.util.UUID;

/**
 * What a gateway publishes to {@code countersign.intake} itself: the same document that it would
 * send over HTTP, so that both ways in are checked, redacted and fingerprinted by the same code.
 * The topic is short lived and readable by ingest only, because what stands in it is not redacted
 * yet.
 *
 * @param reportId id of this report, a UUIDv7; a repeat changes nothing
 * @param tenant tenant of the call
 * @param kind {@code INTENT}, {@code OUTCOME} or {@code CANCEL}
 * @param callId the call, a UUIDv7
 * @param body JSON document as the HTTP API takes it for this kind
 */
public record IntakeReport(UUID reportId, String tenant, String kind, UUID callId, String body) {
  /** Most characters of a report's body. */
  public static final int MAX_BODY = 256 * 1024;

  public IntakeReport {
    tenant = Limits.identifier("tenant", tenant);
    kind = Limits.identifier("kind", kind);
    if (body.length() > MAX_BODY) {
      throw new IllegalArgumentException(
          "Expected a body of at most %d characters, but it has %d"
              .formatted(MAX_BODY, body.length()));
    }
  }
}
