package io.countersign.query.opensearch;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.query.story.Cut;
import io.countersign.query.story.StoryRead;
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
 * Reads the events of runs, in the order of the ledger. Progress is read before what it is said of.
 * Calls block; safe for use by many threads.
 */
public final class StoryReader {
  /** Most events of one story. */
  public static final int STORY_EVENTS = 10_000;

  /** Most characters of the events of one story. */
  private static final long STORY_CHARACTERS = 32L * 1024 * 1024;

  private static final int RUN_PAGE = 500;

  private final SearchCluster cluster;
  private final Indexes indexes;
  private final Searches searches;

  public StoryReader(SearchCluster cluster, Indexes indexes) {
    this.cluster = cluster;
    this.indexes = indexes;
    this.searches = new Searches(cluster, indexes);
  }

  /**
   * Reads the events of a run.
   *
   * @param cut up to where; everything when empty
   * @return empty when the tenant has no such run, or had none then
   */
  public Optional<StoryRead> run(String tenant, String runId, Optional<Cut> cut)
      throws SearchUnavailable {
    JsonObject readUpTo = searches.progress(tenant).readUpTo();
    List<JsonObject> events = new ArrayList<>();
    Map<Integer, long[]> sequences = new TreeMap<>();
    List<JsonValue> after = List.of();
    long characters = 0;
    boolean truncated = false;
    boolean ended = false;
    while (!ended) {
      List<JsonNode> hits =
          searches.search(Indexes.Kind.TIMELINE, SearchBodies.run(tenant, runId, RUN_PAGE, after));
      for (JsonNode hit : hits) {
        String text = hit.path("_source").path("event").asText();
        JsonObject event = Searches.object(text);
        if (cut.isPresent() && !cut.get().includes(event)) {
          ended = true;
          break;
        }
        characters += text.length();
        if (events.size() == STORY_EVENTS || characters > STORY_CHARACTERS) {
          truncated = true;
          break;
        }
        events.add(event);
        count(sequences, hit.path("_source"));
      }
      ended = ended || truncated || hits.size() < RUN_PAGE;
      if (!ended) {
        JsonNode last = hits.getLast().path("sort");
        after = List.of(JsonNumber.of(last.path(0).asLong()), JsonNumber.of(last.path(1).asLong()));
      }
    }
    return events.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new StoryRead(
                tenant, runId, events, missing(tenant, sequences), truncated, readUpTo, cut));
  }

  /** The first and the last sequence number of a generation, and how many there were. */
  private static void count(Map<Integer, long[]> sequences, JsonNode source) {
    long sequence = source.path("tenantSequence").asLong();
    sequences.merge(
        source.path("generation").asInt(),
        new long[] {sequence, sequence, 1},
        (one, two) ->
            new long[] {Math.min(one[0], two[0]), Math.max(one[1], two[1]), one[2] + two[2]});
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
