package io.countersign.query.story;

import io.countersign.schemas.json.JsonNull;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonString;
import io.countersign.schemas.json.JsonValue;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a call stands in the caller's own trace: a hint, because the caller asserts it (W3C Trace
 * Context, {@code traceparent}).
 *
 * @param traceId id of the trace
 * @param spanId the caller's span that the call was made in
 */
public record Trace(String traceId, String spanId) {
  private static final Pattern TRACEPARENT =
      Pattern.compile("[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}.*");

  static Optional<Trace> of(JsonObject event) {
    return event
        .string("traceparent")
        .map(TRACEPARENT::matcher)
        .filter(Matcher::matches)
        .map(found -> new Trace(found.group(1), found.group(2)));
  }

  static JsonValue json(Optional<Trace> trace) {
    return trace
        .<JsonValue>map(
            known ->
                JsonObject.of(
                    "spanId",
                    new JsonString(known.spanId()),
                    "traceId",
                    new JsonString(known.traceId())))
        .orElse(JsonNull.NULL);
  }
}
