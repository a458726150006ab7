package io.countersign.approvals.streams;

import io.countersign.schemas.event.EventEnvelope;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Headers that let a consumer route an event without decoding it: CloudEvents 1.0 attributes in the
 * Kafka binding's binary mode, trace context, command id and kind. Computed from the event alone,
 * so a repeat is equal. Nothing is only in a header.
 */
final class EventHeaders {
  private EventHeaders() {}

  static Headers of(EventEnvelope event) {
    RecordHeaders headers = new RecordHeaders();
    add(headers, "ce_specversion", "1.0");
    add(headers, "ce_id", event.eventId().toString());
    add(headers, "ce_source", "/countersign/ledgers/" + event.ledger());
    add(headers, "ce_type", "io.countersign." + kebab(event.type()) + ".v1");
    add(headers, "ce_time", event.recordedAt().toString());
    add(headers, "content-type", "application/vnd.apache.avro+binary");
    if (event.traceparent() != null) {
      add(headers, "traceparent", event.traceparent());
    }
    add(headers, "countersign-command-id", event.commandId().toString());
    add(headers, "countersign-event-type", event.type());
    return headers;
  }

  private static String kebab(String type) {
    return type.replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
  }

  private static void add(Headers headers, String name, String value) {
    headers.add(name, value.getBytes(StandardCharsets.UTF_8));
  }
}
