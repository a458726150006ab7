package io.countersign.schemas.ocsf;

import io.countersign.schemas.json.JsonObject;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The trace that an event names (W3C Trace Context, section 3.2). A hint: a caller may name any.
 * The parent span stays in {@code unmapped.traceparent}, because a span of OCSF needs times that
 * nobody has told.
 */
record Trace(String traceId, String spanId) {
  private static final Pattern TRACEPARENT =
      Pattern.compile("[0-9a-f]{2}-(?<trace>[0-9a-f]{32})-(?<span>[0-9a-f]{16})-[0-9a-f]{2}.*");

  static Optional<Trace> of(JsonObject event) {
    return event.string("traceparent").flatMap(Trace::of);
  }

  static Optional<Trace> of(String traceparent) {
    Matcher matcher = TRACEPARENT.matcher(traceparent);
    return matcher.matches() && !zeros(matcher.group("trace")) && !zeros(matcher.group("span"))
        ? Optional.of(new Trace(matcher.group("trace"), matcher.group("span")))
        : Optional.empty();
  }

  private static boolean zeros(String id) {
    return id.chars().allMatch(digit -> digit == '0');
  }
}
