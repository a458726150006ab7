package io.countersign.projections.opensearch;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.projections.document.Retention;
import io.countersign.projections.document.Retention.Expired;
import io.countersign.schemas.Indexes;
import io.countersign.schemas.Indexes.Kind;
import io.countersign.schemas.json.JsonArray;
import io.countersign.schemas.json.JsonNull;
import io.countersign.schemas.json.JsonNumber;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonString;
import io.countersign.schemas.json.StrictJson;
import io.countersign.schemas.opensearch.SearchCluster;
import io.countersign.schemas.opensearch.SearchCluster.Answer;
import io.countersign.schemas.opensearch.SearchUnavailable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes documents out of the indexes when their tenant's retention says so and no hold keeps them.
 * The record itself is not touched. Safe to repeat and to run in several instances; in slices, so
 * that search goes on.
 */
public final class Pruner {
  private static final Logger LOG = LoggerFactory.getLogger(Pruner.class);

  /** Most documents of one request. */
  private static final int SLICE = 2_000;

  /** Most controls about keeping, of all tenants. */
  private static final int CONTROLS = 10_000;

  private static final JsonObject KEEPING =
      JsonObject.of(
          "terms", JsonObject.of("kind", JsonArray.ofStrings(List.of("RETENTION", "HOLD"))));

  private final SearchCluster cluster;
  private final Indexes indexes;

  /**
   * What was taken out.
   *
   * @param documents how many documents by kind
   * @param months indexes of months in which nothing was left
   */
  public record Pruned(Map<Kind, Long> documents, List<String> months) {}

  public Pruner(SearchCluster cluster, Indexes indexes) {
    this.cluster = cluster;
    this.indexes = indexes;
  }

  /**
   * Takes out what has expired.
   *
   * @param now the time that ages are counted to
   * @throws SearchUnavailable when it could not be finished; what was taken out stays out
   */
  public Pruned run(Instant now) throws SearchUnavailable {
    Map<Kind, Integer> live = IndexCatalog.read(cluster, indexes).live();
    Map<Kind, Long> documents = new EnumMap<>(Kind.class);
    for (Map.Entry<String, List<JsonObject>> tenant : keeping(KEEPING).entrySet()) {
      for (Expired expired : new Retention(tenant.getKey(), tenant.getValue()).expired(now)) {
        long taken = delete(tenant.getKey(), tenant.getValue(), expired, live);
        if (taken > 0) {
          documents.merge(expired.kind(), taken, Long::sum);
        }
      }
    }
    List<String> months = dropEmptyMonths(now);
    if (!documents.isEmpty() || !months.isEmpty()) {
      LOG.info("Pruned by retention: {}; months that are empty now: {}", documents, months);
    }
    return new Pruned(documents, months);
  }

  /** Those controls about keeping that match a query, by tenant. */
  private Map<String, List<JsonObject>> keeping(JsonObject query) throws SearchUnavailable {
    String alias = indexes.alias(Kind.CONTROLS);
    require("a refresh", cluster.send("POST", "/" + alias + "/_refresh", null));
    Answer answer =
        cluster.send(
            "POST",
            "/" + alias + "/_search",
            Map.of("allow_partial_search_results", "false"),
            JsonObject.of("size", JsonNumber.of(CONTROLS), "query", query));
    require("the controls about keeping", answer);
    JsonNode hits = answer.body().path("hits").path("hits");
    if (hits.size() == CONTROLS) {
      throw new SearchUnavailable(
          "Expected fewer than %d retentions and holds, but there are more: nothing is pruned"
              .formatted(CONTROLS),
          null);
    }
    Map<String, List<JsonObject>> keeping = new TreeMap<>();
    for (JsonNode hit : hits) {
      JsonNode source = hit.path("_source");
      if (StrictJson.reread(source.path("document").asText()) instanceof JsonObject control) {
        keeping
            .computeIfAbsent(source.path("tenant").asText(), none -> new ArrayList<>())
            .add(control);
      }
    }
    return keeping;
  }

  private long delete(
      String tenant, List<JsonObject> controls, Expired expired, Map<Kind, Integer> live)
      throws SearchUnavailable {
    String index = indexes.generation(expired.kind(), live.getOrDefault(expired.kind(), 0));
    JsonObject own = JsonObject.of("term", JsonObject.of("tenant", new JsonString(tenant)));
    JsonObject ofTenant =
        JsonObject.of("bool", JsonObject.of("filter", JsonArray.of(KEEPING, own)));
    long deleted = 0;
    while (true) {
      if (!Set.copyOf(keeping(ofTenant).getOrDefault(tenant, List.of()))
          .equals(Set.copyOf(controls))) {
        // a hold, perhaps: the next run goes by what is in force then
        return deleted;
      }
      Answer answer =
          cluster.send(
              "POST",
              "/" + index + "/_delete_by_query",
              Map.of(
                  "conflicts", "proceed",
                  "max_docs", Integer.toString(SLICE),
                  "scroll_size", "1000",
                  "refresh", "true"),
              JsonObject.of("query", expired.query()));
      require("documents of " + index + " to be deleted", answer);
      if (!answer.body().path("failures").isEmpty()) {
        throw new SearchUnavailable(
            "Expected documents of %s to be deleted, but some were not".formatted(index), null);
      }
      long slice = answer.body().path("deleted").asLong();
      deleted += slice;
      // fewer than it may: nothing is left, but for what somebody has just written
      if (answer.body().path("total").asLong() < SLICE || slice == 0) {
        return deleted;
      }
    }
  }

  /** Deletes months that are over and empty; writes are stopped while it looks. */
  private List<String> dropEmptyMonths(Instant now) throws SearchUnavailable {
    IndexCatalog catalog = IndexCatalog.read(cluster, indexes);
    int generation = catalog.live().getOrDefault(Kind.TIMELINE, 0);
    String anchor = indexes.concrete(Kind.TIMELINE, generation);
    String current = indexes.month(generation, now);
    List<String> dropped = new ArrayList<>();
    for (String month : catalog.of(Kind.TIMELINE, generation)) {
      if (!month.equals(anchor) && month.compareTo(current) < 0 && count(month) == 0) {
        require("writes to stop", cluster.send("PUT", "/" + month + "/_block/write", null));
        boolean gone = false;
        try {
          require("a refresh", cluster.send("POST", "/" + month + "/_refresh", null));
          if (count(month) == 0) {
            NextGeneration.delete(cluster, List.of(month));
            gone = true;
            dropped.add(month);
          }
        } finally {
          if (!gone) {
            writeAgain(month);
          }
        }
      }
    }
    return dropped;
  }

  private void writeAgain(String month) throws SearchUnavailable {
    require(
        "writes to go on",
        cluster.send(
            "PUT", "/" + month + "/_settings", JsonObject.of("index.blocks.write", JsonNull.NULL)));
  }

  private long count(String index) throws SearchUnavailable {
    Answer answer = cluster.send("GET", "/" + index + "/_count", null);
    require("a count of " + index, answer);
    return answer.body().path("count").asLong();
  }

  private static void require(String what, Answer answer) throws SearchUnavailable {
    if (!answer.succeeded() || answer.body().path("timed_out").asBoolean()) {
      throw new SearchUnavailable(
          "Expected %s, but OpenSearch answered %d %s"
              .formatted(what, answer.status(), answer.errorType()),
          null);
    }
  }
}
