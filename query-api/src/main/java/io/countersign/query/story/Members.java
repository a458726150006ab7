package io.countersign.query.story;

import io.countersign.schemas.json.JsonArray;
import io.countersign.schemas.json.JsonNumber;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonString;
import io.countersign.schemas.json.JsonValue;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Reads members of told events by their path; what is absent or of another type is empty. */
final class Members {
  private Members() {}

  static Optional<JsonValue> value(JsonObject from, String... path) {
    Optional<JsonValue> found = Optional.of(from);
    for (String name : path) {
      found =
          found
              .filter(JsonObject.class::isInstance)
              .flatMap(object -> ((JsonObject) object).get(name));
    }
    return found;
  }

  static Optional<JsonObject> object(JsonObject from, String... path) {
    return value(from, path).filter(JsonObject.class::isInstance).map(JsonObject.class::cast);
  }

  static Optional<String> text(JsonObject from, String... path) {
    return value(from, path)
        .filter(JsonString.class::isInstance)
        .map(text -> ((JsonString) text).value());
  }

  static Optional<Instant> time(JsonObject from, String... path) {
    return text(from, path).map(Instant::parse);
  }

  static List<JsonValue> elements(JsonObject from, String... path) {
    return value(from, path)
        .filter(JsonArray.class::isInstance)
        .map(array -> ((JsonArray) array).elements())
        .orElse(List.of());
  }

  static List<JsonObject> objects(JsonObject from, String... path) {
    return elements(from, path).stream()
        .filter(JsonObject.class::isInstance)
        .map(JsonObject.class::cast)
        .toList();
  }

  static List<String> texts(JsonObject from, String... path) {
    return elements(from, path).stream()
        .filter(JsonString.class::isInstance)
        .map(text -> ((JsonString) text).value())
        .toList();
  }

  /** A whole number; told events write those beyond 2^53-1 as text. */
  static Optional<Long> number(JsonObject from, String... path) {
    return value(from, path)
        .flatMap(
            value ->
                switch (value) {
                  case JsonNumber number when number.isInteger() -> Optional.of(number.longValue());
                  case JsonString text when text.value().matches("-?[0-9]{1,18}") ->
                      Optional.of(Long.parseLong(text.value()));
                  default -> Optional.empty();
                });
  }
}
