package io.countersign.projections.document;

import io.countersign.schemas.event.EventEnvelope;
import io.countersign.schemas.json.JsonObject;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The documents of one index while a batch is folded over them. An event at or before the position
 * of a document leaves it as it is, so a batch that comes again changes nothing.
 */
final class Folded {
  private final Map<String, JsonObject> documents;
  private final Map<String, UUID> changed = new LinkedHashMap<>();
  private final Set<String> opened = new HashSet<>();

  /** One event applied to one document. */
  interface Step {
    JsonObject apply(@Nullable JsonObject before);
  }

  Folded(Map<String, JsonObject> known) {
    this.documents = new HashMap<>(known);
  }

  /** The document after the event. */
  JsonObject apply(String id, EventEnvelope event, Step step) {
    JsonObject before = documents.get(id);
    if (before != null && Version.of(event) <= Version.of(before)) {
      note(id, before, event);
      return before;
    }
    JsonObject after = step.apply(before);
    documents.put(id, after);
    changed.put(id, event.eventId());
    note(id, after, event);
    return after;
  }

  /** A document is counted with its first event, also when that is delivered again. */
  private void note(String id, JsonObject document, EventEnvelope event) {
    if (document.integer("firstPosition").equals(Optional.of(event.position()))
        && document.integer("ledger").equals(Optional.of((long) event.ledger()))) {
      opened.add(id);
    }
  }

  /** How many documents have their first event in this batch. */
  int opened() {
    return opened.size();
  }

  Optional<JsonObject> find(String id) {
    return Optional.ofNullable(documents.get(id));
  }

  /** A document that an event of this batch was applied to. */
  JsonObject get(String id) {
    return find(id)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "Expected document " + id + " in the batch, but it is not"));
  }

  /** Every document that changed, with the last event that went into it. */
  void forEachChanged(BiConsumer<String, UUID> action) {
    changed.forEach(action);
  }

  /** The documents that changed, by id. */
  Map<String, JsonObject> changed() {
    Map<String, JsonObject> picked = new LinkedHashMap<>();
    changed.keySet().forEach(id -> picked.put(id, get(id)));
    return picked;
  }
}
