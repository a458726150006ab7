package io.countersign.query.stream;

import io.countersign.schemas.document.EventJson;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.schemas.json.CanonicalJson;
import io.countersign.schemas.json.JsonObject;

/**
 * One event on its way to clients. Its JSON is made once, however many get it.
 *
 * @param token where it stands
 * @param event the event
 * @param json the event as the API answers it
 * @param text that as one line of text
 */
public record StreamItem(StreamToken token, EventEnvelope event, JsonObject json, String text) {

  /** Makes the item of an event. */
  public static StreamItem of(EventEnvelope event) {
    JsonObject json = EventJson.of(event);
    return new StreamItem(
        new StreamToken(event.generation(), event.ledger(), event.position()),
        event,
        json,
        CanonicalJson.text(json));
  }
}
