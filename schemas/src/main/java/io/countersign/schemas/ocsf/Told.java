package io.countersign.schemas.ocsf;

import io.countersign.schemas.json.JsonArray;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonString;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;

/**
 * Reads an event as {@code EventJson} tells it.
 *
 * @param envelope the event
 * @param body its body
 */
record Told(JsonObject envelope, JsonObject body) {
  /** Longest text for people in one member, in characters; what is longer stands in the body. */
  private static final int MOST_CHARACTERS = 2_048;

  static Told of(JsonObject event) {
    return new Told(event, event.object("body").orElse(JsonObject.EMPTY));
  }

  String type() {
    return required("type");
  }

  String code() {
    return required("code");
  }

  /** A text of the envelope that every event has. */
  String required(String name) {
    return envelope
        .string(name)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Expected an event with a text " + name + ", but it has none"));
  }

  /** When it was recorded, in milliseconds since 1970. */
  long recordedAt() {
    return millis(required("recordedAt"))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Expected an event with a time recordedAt, but it is none"));
  }

  /** A text of the body by its path, names joined by dots. */
  Optional<String> text(String path) {
    return text(body, path);
  }

  static Optional<String> text(JsonObject object, String path) {
    int dot = path.indexOf('.');
    return dot < 0
        ? object.string(path)
        : object
            .object(path.substring(0, dot))
            .flatMap(nested -> text(nested, path.substring(dot + 1)));
  }

  /** The objects of an array of the body. */
  List<JsonObject> objects(String name) {
    return objects(body.array(name));
  }

  static List<JsonObject> objects(Optional<JsonArray> array) {
    return array.map(JsonArray::elements).orElse(List.of()).stream()
        .filter(JsonObject.class::isInstance)
        .map(JsonObject.class::cast)
        .toList();
  }

  /** The texts of an array of the body. */
  List<String> texts(String name) {
    return texts(body.array(name));
  }

  static List<String> texts(Optional<JsonArray> array) {
    return array.map(JsonArray::elements).orElse(List.of()).stream()
        .filter(JsonString.class::isInstance)
        .map(element -> ((JsonString) element).value())
        .toList();
  }

  static Optional<Long> millis(String time) {
    try {
      return Optional.of(Instant.parse(time).toEpochMilli());
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  /** A text for people, cut where it is too long for a member of its own. */
  static String brief(String text) {
    if (text.length() <= MOST_CHARACTERS) {
      return text;
    }
    int end =
        Character.isHighSurrogate(text.charAt(MOST_CHARACTERS - 1))
            ? MOST_CHARACTERS - 1
            : MOST_CHARACTERS;
    return text.substring(0, end) + "…";
  }
}
