package io.countersign.projections.kafka;

import io.countersign.schemas.json.JsonObject;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * The documents that were written last, so that a call's second event need not fetch the first.
 * Holds at most a fixed number and drops the ones unused longest; correct at any size, because the
 * index has them all. Used by one thread.
 */
final class DocumentCache {
  private final LinkedHashMap<String, JsonObject> documents;

  DocumentCache(int limit) {
    this.documents =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<String, JsonObject> eldest) {
            return size() > limit;
          }
        };
  }

  /** Those of {@code ids} that are held. */
  Map<String, JsonObject> held(Collection<String> ids) {
    Map<String, JsonObject> held = new HashMap<>();
    for (String id : ids) {
      JsonObject document = documents.get(id);
      if (document != null) {
        held.put(id, document);
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
    documents.putAll(written);
  }

  /** Forgets everything: somebody else may have written since. */
  void clear() {
    documents.clear();
  }
}
