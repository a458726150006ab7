package io.countersign.schemas.kafka;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Headers that let a consumer route a record without decoding it: CloudEvents 1.0 attributes in the
 * binary mode of the Kafka protocol binding, trace context, command id and kind. Nothing is only in
 * a header.
 */
public final class LogHeaders {
  /** Of a dead letter: who could not use the record. */
  public static final String READER = "countersign-reader";

  /** Of a dead letter: a stable code that says why. */
  public static final String REASON = "countersign-reason";

  /** Of a dead letter: where the record was. */
  public static final String SOURCE_TOPIC = "countersign-source-topic";

  /** Of a dead letter: the partition where the record was. */
  public static final String SOURCE_PARTITION = "countersign-source-partition";

  /** Of a dead letter: the offset where the record was. */
  public static final String SOURCE_OFFSET = "countersign-source-offset";

  /**
   * Of a mark in the dead letters: the offset, in the same partition, of the letter it is about.
   */
  public static final String LETTER = "countersign-letter";

  /** Of a mark in the dead letters: what became of the letter. */
  public static final String LETTER_STATE = "countersign-letter-state";

  /** The command that a record is, or that caused it. */
  public static final String COMMAND_ID = "countersign-command-id";

  /** Kind of an event. */
  public static final String EVENT_TYPE = "countersign-event-type";

  /** W3C trace context. */
  public static final String TRACEPARENT = "traceparent";

  /** Who publishes, as in HTTP: {@code Bearer} and a token. */
  public static final String AUTHORIZATION = "authorization";

  private LogHeaders() {}

  /**
   * The headers of a command or an event.
   *
   * @param id id of the command or event
   * @param type its kind, such as {@code RecordIntent}
   * @param source who wrote it, a URI reference
   * @param time when it was written or recorded
   * @param commandId the command that it is, or that caused it
   */
  public static Headers of(
      UUID id,
      String type,
      String source,
      Instant time,
      UUID commandId,
      @Nullable String traceparent) {
    Headers headers = attributes(id.toString(), type, source, time);
    add(headers, "content-type", "application/vnd.apache.avro+binary");
    add(headers, COMMAND_ID, commandId.toString());
    if (traceparent != null) {
      add(headers, TRACEPARENT, traceparent);
    }
    return headers;
  }

  /**
   * A CloudEvent whose data is JSON.
   *
   * @param id unique within the source
   * @param type kind of the event; its name in kebab case becomes part of {@code ce_type}
   * @param source who wrote it, a URI reference
   * @param time when it was recorded
   * @param dataSchema URI of the schema of the data
   * @param traceparent W3C trace context
   */
  public record CloudEvent(
      String id,
      String type,
      String source,
      Instant time,
      String dataSchema,
      @Nullable String traceparent) {}

  /** The headers of a record whose value is JSON. */
  public static Headers json(CloudEvent event) {
    Headers headers = attributes(event.id(), event.type(), event.source(), event.time());
    add(headers, "ce_dataschema", event.dataSchema());
    add(headers, "content-type", "application/json");
    if (event.traceparent() != null) {
      add(headers, TRACEPARENT, event.traceparent());
    }
    return headers;
  }

  private static Headers attributes(String id, String type, String source, Instant time) {
    Headers headers = new RecordHeaders();
    add(headers, "ce_specversion", "1.0");
    add(headers, "ce_id", id);
    add(headers, "ce_source", source);
    add(headers, "ce_type", "io.countersign." + kebab(type) + ".v1");
    add(headers, "ce_time", time.toString());
    return headers;
  }

  /**
   * Adds the headers of a dead letter to those that its record had.
   *
   * @param reader who could not read it
   * @param reason stable code
   * @param topic topic that the record stands in
   */
  public static void deadLetter(
      Headers headers, String reader, String reason, String topic, int partition, long offset) {
    add(headers, READER, reader);
    add(headers, REASON, reason);
    add(headers, SOURCE_TOPIC, topic);
    add(headers, SOURCE_PARTITION, Integer.toString(partition));
    add(headers, SOURCE_OFFSET, Long.toString(offset));
  }

  /** Adds a header of UTF-8 text. */
  public static void add(Headers headers, String name, String value) {
    headers.add(name, value.getBytes(StandardCharsets.UTF_8));
  }

  /** The last header of this name as text. */
  public static Optional<String> text(Headers headers, String name) {
    Header header = headers.lastHeader(name);
    return header == null || header.value() == null
        ? Optional.empty()
        : Optional.of(new String(header.value(), StandardCharsets.UTF_8));
  }

  private static String kebab(String type) {
    return type.replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
  }
}
