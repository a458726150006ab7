package io.countersign.query.export;

import io.countersign.schemas.json.JsonArray;
import io.countersign.schemas.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Reads the state that an export wrote beside its files. */
final class Stored {
  private Stored() {}

  static String text(JsonObject json, String name) {
    return json.string(name).orElseThrow(() -> damaged(name));
  }

  static long whole(JsonObject json, String name) {
    return json.integer(name).orElseThrow(() -> damaged(name));
  }

  static Instant time(JsonObject json, String name) {
    return Instant.parse(text(json, name));
  }

  static Optional<Instant> timeIfAny(JsonObject json, String name) {
    return json.string(name).map(Instant::parse);
  }

  static List<JsonObject> objects(JsonObject json, String name) {
    return json.array(name).map(JsonArray::elements).orElse(List.of()).stream()
        .map(
            each -> {
              if (each instanceof JsonObject object) {
                return object;
              }
              throw damaged(name);
            })
        .toList();
  }

  private static IllegalStateException damaged(String name) {
    return new IllegalStateException(
        "Expected the state of an export to have %s, but it has not: remove its folder"
            .formatted(name));
  }
}
