package io.countersign.projections.kafka;

import io.countersign.projections.document.Needs;
import io.countersign.projections.opensearch.DocumentStore;
import io.countersign.schemas.Indexes.Kind;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.opensearch.SearchUnavailable;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** The documents that a batch is folded over: those written last from memory, others fetched. */
final class KnownDocuments {
  /** Most characters that the documents of one index take in memory. */
  private static final long CACHED_CHARACTERS = 32L * 1024 * 1024;

  private final DocumentStore store;
  private final Map<Kind, DocumentCache> caches = new EnumMap<>(Kind.class);

  KnownDocuments(DocumentStore store, int cachedDocuments) {
    this(store, cachedDocuments, Set.copyOf(Needs.KINDS));
  }

  /** Knows documents of some kinds only; those of others are taken to have no events yet. */
  KnownDocuments(DocumentStore store, int cachedDocuments, Set<Kind> kinds) {
    this.store = store;
    for (Kind kind : Needs.KINDS) {
      if (kinds.contains(kind)) {
        caches.put(kind, new DocumentCache(cachedDocuments, CACHED_CHARACTERS));
      }
    }
  }

  Map<Kind, Map<String, JsonObject>> load(Needs needs) throws SearchUnavailable {
    Map<Kind, Map<String, JsonObject>> known = new EnumMap<>(Kind.class);
    for (Kind kind : caches.keySet()) {
      known.put(kind, load(kind, needs.ids().getOrDefault(kind, Set.of())));
    }
    if (caches.containsKey(Kind.APPROVALS)) {
      Set<String> ended = needs.endedApprovals(known.getOrDefault(Kind.CALLS, Map.of()));
      known
          .computeIfAbsent(Kind.APPROVALS, none -> new HashMap<>())
          .putAll(load(Kind.APPROVALS, ended));
    }
    return known;
  }

  private Map<String, JsonObject> load(Kind kind, Set<String> ids) throws SearchUnavailable {
    DocumentCache cache = Objects.requireNonNull(caches.get(kind));
    Map<String, JsonObject> documents = cache.held(ids);
    documents.putAll(store.fetch(kind, cache.missing(ids)));
    return documents;
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
