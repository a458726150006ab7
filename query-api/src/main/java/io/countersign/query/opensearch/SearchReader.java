package io.countersign.query.opensearch;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.query.BadQuery;
import io.countersign.query.ListQuery;
import io.countersign.query.Search;
import io.countersign.query.StoryAssembler.Read;
import io.countersign.query.opensearch.Searches.Progress;
import io.countersign.schemas.Indexes;
import io.countersign.schemas.json.JsonNumber;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonValue;
import io.countersign.schemas.opensearch.SearchCluster;
import io.countersign.schemas.opensearch.SearchCluster.Answer;
import io.countersign.schemas.opensearch.SearchUnavailable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Answers questions from the indexes. Every answer is about one tenant. Progress is read before
 * what it is said of, so everything up to it has been looked at. Calls block; safe for use by many
 * threads.
 */
public final class SearchReader {
  /** Most events of one story. */
  public static final int STORY_EVENTS = 10_000;

  /** Most characters of the events of one story. */
  private static final long STORY_CHARACTERS = 32L * 1024 * 1024;

  private static final int RUN_PAGE = 500;

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

  /** Reads the events of a run; empty when the tenant has no such run. */
  public Optional<Read> run(String tenant, String runId) throws SearchUnavailable {
    JsonObject readUpTo = searches.progress(tenant).readUpTo();
    List<JsonObject> events = new ArrayList<>();
    Map<Integer, long[]> sequences = new TreeMap<>();
    List<JsonValue> after = List.of();
    long characters = 0;
    boolean truncated = false;
    while (true) {
      List<JsonNode> hits =
          searches.search(Indexes.Kind.TIMELINE, SearchBodies.run(tenant, runId, RUN_PAGE, after));
      for (JsonNode hit : hits) {
        String text = hit.path("_source").path("event").asText();
        characters += text.length();
        if (events.size() == STORY_EVENTS || characters > STORY_CHARACTERS) {
          truncated = true;
          break;
        }
        events.add(Searches.object(text));
        long sequence = hit.path("_source").path("tenantSequence").asLong();
        sequences.merge(
            hit.path("_source").path("generation").asInt(),
            new long[] {sequence, sequence, 1},
            (one, two) ->
                new long[] {Math.min(one[0], two[0]), Math.max(one[1], two[1]), one[2] + two[2]});
      }
      if (truncated || hits.size() < RUN_PAGE) {
        break;
      }
      JsonNode last = hits.getLast().path("sort");
      after = List.of(JsonNumber.of(last.path(0).asLong()), JsonNumber.of(last.path(1).asLong()));
    }
    if (events.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Read(tenant, runId, events, missing(tenant, sequences), truncated, readUpTo));
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

  /** A tenant's events are numbered without holes, so any that is absent in between is missing. */
  private long missing(String tenant, Map<Integer, long[]> sequences) throws SearchUnavailable {
    long missing = 0;
    for (Map.Entry<Integer, long[]> generation : sequences.entrySet()) {
      long first = generation.getValue()[0];
      long last = generation.getValue()[1];
      Answer answer =
          cluster.send(
              "POST",
              "/" + indexes.alias(Indexes.Kind.TIMELINE) + "/_count",
              SearchBodies.between(tenant, generation.getKey(), first, last));
      if (!answer.succeeded() || answer.body().path("_shards").path("failed").asInt() > 0) {
        throw Searches.unavailable(answer);
      }
      missing += Math.max(0, last - first + 1 - answer.body().path("count").asLong());
    }
    return missing;
  }
}
