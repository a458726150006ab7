package io.countersign.ingest;

import io.countersign.schemas.event.EventEnvelope;
import io.countersign.schemas.json.JsonNumber;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonString;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Members that many answers have in common. */
final class Members {
  private Members() {}

  static void placed(JsonObject.Builder json, EventEnvelope event) {
    placed(json, event.recordedAt(), event.ledger(), event.position());
  }

  static void placed(JsonObject.Builder json, Instant at, int ledger, long position) {
    json.put("recordedAt", at.toString())
        .put("ledger", JsonNumber.of(ledger))
        .put("position", JsonNumber.of(position));
  }

  static void optional(JsonObject.Builder json, String name, @Nullable String value) {
    if (value != null) {
      json.put(name, new JsonString(value));
    }
  }

  static void optional(JsonObject.Builder json, String name, @Nullable Instant value) {
    optional(json, name, value == null ? null : value.toString());
  }

  static void optional(JsonObject.Builder json, String name, @Nullable UUID value) {
    optional(json, name, value == null ? null : value.toString());
  }
}
