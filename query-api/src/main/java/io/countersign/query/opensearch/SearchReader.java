package io.countersign.query.opensearch;

import io.countersign.query.BadQuery;
import io.countersign.query.ListQuery;
import io.countersign.query.Search;
import io.countersign.query.opensearch.Searches.Progress;
import io.countersign.schemas.Indexes;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.opensearch.SearchCluster;
import io.countersign.schemas.opensearch.SearchUnavailable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Answers questions from the indexes. Every answer is about one tenant. Progress is read before
 * what it is said of, so everything up to it has been looked at. Calls block; safe for use by many
 * threads.
 */
public final class SearchReader {
  private final SearchCluster cluster;
  private final Indexes indexes;

  private final Searches searches;
  private final Counts counts;

  public SearchReader(SearchCluster cluster, Indexes indexes) {
    this.cluster = cluster;
    this.indexes = indexes;
    this.searches = new Searches(cluster, indexes);
    this.counts = new Counts(searches);
  }

  /** Reads one page of events, calls or runs. */
  public Page page(ListQuery query) throws SearchUnavailable {
    return searches.page(query, searches.progress(query.tenant(), query.ledger()), List.of());
  }

  /**
   * Reads one page of a list, and counts beside it.
   *
   * @throws BadQuery when a histogram would have too many bars
   */
  public Found search(Search search) throws SearchUnavailable, BadQuery {
    Progress progress = searches.progress(search.list().tenant(), search.list().ledger());
    Optional<Counted> counted =
        search.overview().isEmpty()
            ? Optional.empty()
            : Optional.of(counts.count(search, progress));
    return new Found(searches.page(search.list(), progress, List.of()), counted);
  }

  /**
   * Counts without reading entries.
   *
   * @throws BadQuery when a histogram would have too many bars
   */
  public Counted count(Search search) throws SearchUnavailable, BadQuery {
    ListQuery query = search.list();
    return counts.count(search, searches.progress(query.tenant(), query.ledger()));
  }

  /** Reads one call's summary; empty when the tenant has no such call. */
  public Optional<JsonObject> call(String tenant, String callId) throws SearchUnavailable {
    return searches.search(Indexes.Kind.CALLS, SearchBodies.call(tenant, callId)).stream()
        .map(hit -> Searches.object(hit.path("_source").path("call").asText()))
        .findFirst();
  }

  /** Why questions cannot be answered right now, in words; empty when they can. */
  public List<String> readiness() {
    List<String> reasons = new ArrayList<>();
    for (String alias : indexes.aliases()) {
      try {
        if (cluster.send("HEAD", "/_alias/" + alias, null).status() != 200) {
          reasons.add("query waits for the index " + alias + ", which the projections make");
        }
      } catch (SearchUnavailable e) {
        return List.of("query waits for OpenSearch: " + e.getMessage());
      }
    }
    return reasons;
  }
}
