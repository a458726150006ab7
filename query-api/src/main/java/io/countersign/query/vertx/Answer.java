package io.countersign.query.vertx;

import io.countersign.schemas.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.function.Consumer;

/**
 * What a read found, not sent yet: the read is recorded first.
 *
 * @param entries how many entries it gives, as the record says
 * @param readUpTo positions by ledger up to which the indexes had been read; empty when not known
 * @param send sends it, on the event loop
 */
record Answer(long entries, JsonObject readUpTo, Consumer<RoutingContext> send) {

  /** One thing as JSON. */
  static Answer one(JsonObject json) {
    return of(
        "application/json", json.toJson(), 1, json.object("readUpTo").orElse(JsonObject.EMPTY));
  }

  /** Text of any kind. */
  static Answer of(String contentType, String text, long entries, JsonObject readUpTo) {
    return new Answer(
        entries, readUpTo, ctx -> ctx.response().putHeader("content-type", contentType).end(text));
  }
}
