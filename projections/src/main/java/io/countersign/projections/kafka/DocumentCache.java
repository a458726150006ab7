package io.countersign.projections.kafka;

import io.countersign.schemas.json.JsonArray;
import io.countersign.schemas.json.JsonBoolean;
import io.countersign.schemas.json.JsonNull;
import io.countersign.schemas.json.JsonNumber;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonString;
import io.countersign.schemas.json.JsonValue;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * The documents that were written last, so that a call's second event need not fetch the first.
 * Holds at most so many, and at most so many characters, and drops the ones unused longest; correct
 * at any size, because the index has them all. Used by one thread.
 */
final class DocumentCache {
  /** Roughly what a value costs beside its characters. */
  private static final long VALUE = 16;

  private final int limit;
  private final long maxCharacters;
  private final LinkedHashMap<String, Held> documents = new LinkedHashMap<>(16, 0.75f, true);
  private long characters;

  private record Held(JsonObject document, long characters) {}

  DocumentCache(int limit, long maxCharacters) {
    this.limit = limit;
    this.maxCharacters = maxCharacters;
  }

  /** Those of {@code ids} that are held. */
  Map<String, JsonObject> held(Collection<String> ids) {
    Map<String, JsonObject> held = new HashMap<>();
    for (String id : ids) {
      Held document = documents.get(id);
      if (document != null) {
        held.put(id, document.document());
      }
    }
    return held;
  }

  /** Those of {@code ids} that are not held. */
  Set<String> missing(Collection<String> ids) {
    Set<String> missing = new LinkedHashSet<>(ids);
    missing.removeAll(documents.keySet());
    return missing;
  }

  void putAll(Map<String, JsonObject> written) {
    written.forEach(this::put);
    Iterator<Held> eldest = documents.values().iterator();
    while ((documents.size() > limit || characters > maxCharacters) && eldest.hasNext()) {
      characters -= eldest.next().characters();
      eldest.remove();
    }
  }

  /** Forgets everything: somebody else may have written since. */
  void clear() {
    documents.clear();
    characters = 0;
  }

  /** How many characters the documents held have, roughly. */
  long characters() {
    return characters;
  }

  private void put(String id, JsonObject document) {
    Held held = new Held(document, weight(document));
    Held before = documents.put(id, held);
    characters += held.characters() - (before == null ? 0 : before.characters());
  }

  private static long weight(JsonValue value) {
    return switch (value) {
      case JsonObject object -> {
        long sum = VALUE;
        for (Map.Entry<String, JsonValue> member : object.members().entrySet()) {
          sum += member.getKey().length() + weight(member.getValue());
        }
        yield sum;
      }
      case JsonArray array -> {
        long sum = VALUE;
        for (JsonValue element : array.elements()) {
          sum += weight(element);
        }
        yield sum;
      }
      case JsonString text -> VALUE + text.value().length();
      case JsonNumber _n -> VALUE;
      case JsonBoolean _b -> VALUE;
      case JsonNull _n -> VALUE;
    };
  }
}
