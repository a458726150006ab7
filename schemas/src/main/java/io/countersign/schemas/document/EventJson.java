package io.countersign.schemas.document;

import io.countersign.schemas.call.RedactedJson;
import io.countersign.schemas.call.Salt;
import io.countersign.schemas.digest.Digest;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.schemas.event.Unknown;
import io.countersign.schemas.json.JsonArray;
import io.countersign.schemas.json.JsonBoolean;
import io.countersign.schemas.json.JsonNumber;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonRefused;
import io.countersign.schemas.json.JsonString;
import io.countersign.schemas.json.JsonValue;
import io.countersign.schemas.json.Limits;
import io.countersign.schemas.json.StrictJson;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An event as JSON: what the index keeps and the query API answers, so there is one format. Members
 * are the components of the records in their order, under their names; the event itself stands
 * under {@code body}. What is absent is left out. Times are RFC 3339 in UTC, digests {@code
 * sha256:<hex>}, redacted documents are JSON again. An integer beyond 2^53-1 becomes a string,
 * because JavaScript would round it.
 */
public final class EventJson {

  private static final ClassValue<RecordComponent[]> COMPONENTS =
      new ClassValue<>() {
        @Override
        protected RecordComponent[] computeValue(Class<?> type) {
          return type.getRecordComponents();
        }
      };

  /** Half of the depth that can be written, because events and calls are told around documents. */
  private static final Limits STORED =
      new Limits(Integer.MAX_VALUE, Limits.HIGHEST_DEPTH / 2, Integer.MAX_VALUE);

  private EventJson() {}

  /** The JSON of an event. Equal events give equal JSON, member order included. */
  public static JsonObject of(EventEnvelope event) {
    return object(event);
  }

  /** The JSON of an event or a command without its envelope, or of a value that one holds. */
  public static JsonObject object(Record value) {
    JsonObject.Builder object = JsonObject.builder();
    for (RecordComponent component : COMPONENTS.get(value.getClass())) {
      Object member = read(component, value);
      if (member != null) {
        object.put(component.getName(), value(member));
      }
    }
    return object.build();
  }

  private static JsonValue value(Object value) {
    return switch (value) {
      case String text -> text(text);
      case Integer number -> JsonNumber.of(number);
      case Long number -> number(number);
      case Boolean bool -> JsonBoolean.of(bool);
      case UUID id -> new JsonString(id.toString());
      case Instant time -> new JsonString(time.toString());
      case Digest digest -> new JsonString(digest.text());
      case Salt salt -> new JsonString(salt.toString());
      case Enum<?> constant -> new JsonString(constant.name());
      case List<?> list -> new JsonArray(list.stream().<JsonValue>map(EventJson::value).toList());
      case RedactedJson document -> redacted(document);
      // its type stands in the envelope already, and nothing else is known of it
      case Unknown unknown -> JsonObject.EMPTY;
      case Record nested -> object(nested);
      default ->
          throw new IllegalStateException(
              "Expected a type that has a JSON form, but was " + value.getClass().getName());
    };
  }

  private static JsonValue number(long number) {
    return Math.abs(number) <= JsonNumber.MAX_SAFE_INTEGER && number != Long.MIN_VALUE
        ? JsonNumber.of(number)
        : new JsonString(Long.toString(number));
  }

  /**
   * Avro has no lone surrogates, but a record made in memory may: they become U+FFFD, as in UTF-8.
   */
  private static JsonString text(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        return new JsonString(
            new String(text.getBytes(StandardCharsets.UTF_16), StandardCharsets.UTF_16));
      }
    }
    return new JsonString(text);
  }

  private static JsonObject redacted(RedactedJson document) {
    JsonValue json;
    try {
      json = StrictJson.parse(document.json().getBytes(StandardCharsets.UTF_8), STORED);
    } catch (JsonRefused notJson) {
      // Kept as it is: whoever wrote it, an auditor should see it rather than an error.
      json = text(document.json());
    }
    return JsonObject.builder()
        .put("json", json)
        .put("originalBytes", number(document.originalBytes()))
        .put("redactions", value(document.redactions()))
        .build();
  }

  private static @Nullable Object read(RecordComponent component, Record value) {
    try {
      return component.getAccessor().invoke(value);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException(
          "Expected a public accessor " + component.getName() + " of " + value.getClass(), e);
    }
  }
}
