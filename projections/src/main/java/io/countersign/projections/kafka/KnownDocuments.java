package io.countersign.projections.kafka;

import io.countersign.projections.document.Needs;
import io.countersign.projections.opensearch.DocumentStore;
import io.countersign.schemas.Indexes.Kind;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.opensearch.SearchUnavailable;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The documents that a batch is folded over: those written last from memory, others fetched. */
final class KnownDocuments {
  /** Most characters that the documents of one index take in memory. */
  private static final long CACHED_CHARACTERS = 32L * 1024 * 1024;

  private final DocumentStore store;
  private final Map<Kind, DocumentCache> caches = new EnumMap<>(Kind.class);

  KnownDocuments(DocumentStore store, int cachedDocuments) {
    this.store = store;
    for (Kind kind : List.of(Kind.CALLS, Kind.RUNS, Kind.CONTROLS, Kind.BUDGETS)) {
      caches.put(kind, new DocumentCache(cachedDocuments, CACHED_CHARACTERS));
    }
  }

  Map<Kind, Map<String, JsonObject>> load(Needs needs) throws SearchUnavailable {
    Map<Kind, Map<String, JsonObject>> known = new EnumMap<>(Kind.class);
    for (Map.Entry<Kind, DocumentCache> cache : caches.entrySet()) {
      Set<String> ids = needs.ids().getOrDefault(cache.getKey(), Set.of());
      Map<String, JsonObject> documents = cache.getValue().held(ids);
      documents.putAll(store.fetch(cache.getKey(), cache.getValue().missing(ids)));
      known.put(cache.getKey(), documents);
    }
    return known;
  }

  /** Keeps what was written. */
  void remember(Map<Kind, Map<String, JsonObject>> written) {
    caches.forEach((kind, cache) -> cache.putAll(written.getOrDefault(kind, Map.of())));
  }

  /** Forgets everything: somebody else may write these documents now. */
  void forget() {
    caches.values().forEach(DocumentCache::clear);
  }
}
