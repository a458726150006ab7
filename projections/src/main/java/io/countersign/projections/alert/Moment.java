package io.countersign.projections.alert;

import io.countersign.schemas.event.EventEnvelope;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One event and what is known of its call.
 *
 * @param event the event
 * @param call its call, when it is about one that is remembered
 */
record Moment(EventEnvelope event, @Nullable CallFacts call) {
  Instant now() {
    return event.recordedAt();
  }

  String tenant() {
    return event.tenant();
  }

  /** This event as one that counts. */
  Sighting sighting(String detail) {
    return Sighting.of(event, call, detail);
  }
}
