package io.countersign.schemas.event;

import io.countersign.schemas.call.Limits;
import io.countersign.schemas.call.Salt;
import io.countersign.schemas.call.Source;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An event with its place in the ledger. One Kafka record of {@code countersign.events}; the key is
 * the tenant. The identity of an event is {@code (ledger, generation, position)}, never the Kafka
 * offset, which has holes.
 *
 * @param eventId derived from command id and place, so a repeat is equal
 * @param type kind of the event
 * @param code stable code, see {@link EventCode}
 * @param tenant tenant it belongs to
 * @param runId correlation id, when it belongs to a run
 * @param callId call, when it belongs to one
 * @param commandId the command that caused it
 * @param ledger partition number of the ledger
 * @param generation generation of the ledger
 * @param position dense position in the ledger, from 0; the leaf index
 * @param tenantSequence dense number within the tenant, from 0
 * @param occurredAt when it happened by the claim of the source
 * @param recordedAt log time, never going back within a ledger
 * @param source who reported the cause
 * @param traceparent W3C trace context, a hint only
 * @param salt derived from the command's salt
 * @param body the event itself
 */
public record EventEnvelope(
    UUID eventId,
    String type,
    String code,
    String tenant,
    @Nullable String runId,
    @Nullable UUID callId,
    UUID commandId,
    int ledger,
    int generation,
    long position,
    long tenantSequence,
    @Nullable Instant occurredAt,
    Instant recordedAt,
    Source source,
    @Nullable String traceparent,
    Salt salt,
    Event body) {
  public EventEnvelope {
    tenant = Limits.identifier("tenant", tenant);
    runId = Limits.optionalIdentifier("runId", runId);
    traceparent = Limits.optionalIdentifier("traceparent", traceparent);
    if (!type.equals(body.type())) {
      throw new IllegalArgumentException(
          "Expected the type of the body, %s, but the envelope says another"
              .formatted(body.type()));
    }
    if (ledger < 0 || generation < 1 || position < 0 || tenantSequence < 0) {
      throw new IllegalArgumentException(
          "Expected ledger, position and tenantSequence from 0 and generation from 1, but was ledger %d, position %d, tenantSequence %d, generation %d"
              .formatted(ledger, position, tenantSequence, generation));
    }
  }

  /** An event in its place; type and code follow from the body. */
  public static EventEnvelope of(
      Place place,
      Cause cause,
      @Nullable String runId,
      @Nullable UUID callId,
      String tenant,
      Event body) {
    return new EventEnvelope(
        cause.eventId(),
        body.type(),
        body.code().name(),
        tenant,
        runId,
        callId,
        cause.commandId(),
        place.ledger(),
        place.generation(),
        place.position(),
        place.tenantSequence(),
        cause.occurredAt(),
        place.recordedAt(),
        cause.source(),
        cause.traceparent(),
        cause.salt(),
        body);
  }

  /** Where an event stands. */
  public record Place(
      int ledger, int generation, long position, long tenantSequence, Instant recordedAt) {}

  /** What caused an event. */
  public record Cause(
      UUID eventId,
      UUID commandId,
      @Nullable Instant occurredAt,
      Source source,
      @Nullable String traceparent,
      Salt salt) {}
}
