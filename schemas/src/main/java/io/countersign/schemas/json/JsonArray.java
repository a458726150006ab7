package io.countersign.schemas.json;

import java.util.List;

/** A JSON array; its elements never change. */
public record JsonArray(List<JsonValue> elements) implements JsonValue {

  public static final JsonArray EMPTY = new JsonArray(List.of());

  public JsonArray {
    elements = List.copyOf(elements);
  }

  public static JsonArray of(JsonValue... elements) {
    return new JsonArray(List.of(elements));
  }

  /** An array of strings. */
  public static JsonArray ofStrings(List<String> values) {
    return new JsonArray(values.stream().<JsonValue>map(JsonString::new).toList());
  }
}
