package io.countersign.standalone.roles;

import io.countersign.schemas.Indexes;
import io.countersign.schemas.opensearch.SearchCluster;
import io.countersign.schemas.opensearch.SearchUnavailable;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Whether the search indexes answer, for a process that only reads them. Asks at most one question
 * at a time and never makes the caller wait for the answer: it hears the last one.
 */
final class SearchProbe {
  private static final List<String> NOT_ASKED =
      List.of("query waits for the first answer of OpenSearch");

  private final SearchCluster cluster;
  private final Indexes indexes;
  private final AtomicReference<List<String>> last = new AtomicReference<>(NOT_ASKED);
  private final java.util.concurrent.atomic.AtomicBoolean asking =
      new java.util.concurrent.atomic.AtomicBoolean();

  SearchProbe(SearchCluster cluster, Indexes indexes) {
    this.cluster = cluster;
    this.indexes = indexes;
  }

  List<String> notReady() {
    if (asking.compareAndSet(false, true)) {
      Thread.ofVirtual()
          .name("search-probe")
          .start(
              () -> {
                try {
                  last.set(ask());
                } finally {
                  asking.set(false);
                }
              });
    }
    return last.get();
  }

  private List<String> ask() {
    String aliases = String.join(",", indexes.aliases());
    try {
      SearchCluster.Answer answer = cluster.send("GET", "/" + aliases + "/_count", null);
      return answer.succeeded()
          ? List.of()
          : List.of("query finds no indexes: " + answer.errorType());
    } catch (SearchUnavailable e) {
      return List.of("query cannot reach OpenSearch");
    }
  }
}
