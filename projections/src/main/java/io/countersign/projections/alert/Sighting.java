package io.countersign.projections.alert;

import io.countersign.schemas.event.EventEnvelope;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One event that counts for something.
 *
 * @param at when it was recorded
 * @param eventId the event
 * @param callId its call
 * @param runId its run
 * @param actor who acted, when known
 * @param tool what was called, when known
 * @param detail what else is to be told apart
 */
public record Sighting(
    Instant at,
    UUID eventId,
    @Nullable UUID callId,
    @Nullable String runId,
    @Nullable String actor,
    @Nullable String tool,
    String detail) {

  static final Form<Sighting> FORM =
      Form.of(
          (to, one) -> {
            Form.time(to, one.at());
            Form.id(to, one.eventId());
            Form.id(to, one.callId());
            Form.text(to, one.runId());
            Form.text(to, one.actor());
            Form.text(to, one.tool());
            to.writeUTF(one.detail());
          },
          from ->
              new Sighting(
                  Form.time(from),
                  java.util.Objects.requireNonNull(Form.id(from)),
                  Form.id(from),
                  Form.text(from),
                  Form.text(from),
                  Form.text(from),
                  from.readUTF()));

  /** An event with what is known of its call. */
  static Sighting of(EventEnvelope event, @Nullable CallFacts call, String detail) {
    return new Sighting(
        event.recordedAt(),
        event.eventId(),
        event.callId(),
        event.runId(),
        call == null ? null : call.actor(),
        call == null ? null : call.toolName(),
        detail);
  }
}
