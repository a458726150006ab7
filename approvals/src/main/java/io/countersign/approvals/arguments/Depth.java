package io.countersign.approvals.arguments;

import io.countersign.schemas.json.JsonArray;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonValue;
import java.util.Collection;

/** How deep a document nests. */
public final class Depth {
  private Depth() {}

  /** Most arrays and objects around a value; {@code [[1]]} has depth 2. */
  public static int of(JsonValue document) {
    return switch (document) {
      case JsonObject object -> 1 + deepest(object.members().values());
      case JsonArray array -> 1 + deepest(array.elements());
      case JsonValue scalar -> 0;
    };
  }

  private static int deepest(Collection<JsonValue> values) {
    int deepest = 0;
    for (JsonValue value : values) {
      deepest = Math.max(deepest, of(value));
    }
    return deepest;
  }
}
