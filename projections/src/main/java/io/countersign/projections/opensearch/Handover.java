package io.countersign.projections.opensearch;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.projections.document.BatchFold.Progress;
import io.countersign.schemas.Indexes;
import io.countersign.schemas.Indexes.Kind;
import io.countersign.schemas.json.JsonArray;
import io.countersign.schemas.json.JsonNull;
import io.countersign.schemas.json.JsonNumber;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonString;
import io.countersign.schemas.json.JsonValue;
import io.countersign.schemas.opensearch.SearchCluster;
import io.countersign.schemas.opensearch.SearchCluster.Answer;
import io.countersign.schemas.opensearch.SearchUnavailable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The moment when readers and writers pass from one generation to the next. While it lasts, the old
 * generation takes no writes, so the progress that is published of it stays as it is; a follower
 * commits a batch only after it has published the progress, so nothing is committed that the new
 * generation, filled up to that progress, does not have.
 *
 * <p>Each handover has an alias of its own on the old progress index. The swap takes that alias
 * away in the same request and fails when it is gone; whoever ends a handover that takes too long
 * removes the alias before anything is written again. So a swap never follows a write that it has
 * not seen, however late it comes.
 */
public final class Handover {
  private static final String BROKEN = "broken";
  private static final int MAX_LEDGERS = 10_000;

  private final SearchCluster cluster;
  private final Indexes indexes;
  private final String alias;
  private final String progressIndex;
  private final Map<Kind, Integer> old;
  private final Set<Kind> kinds;

  private Handover(
      SearchCluster cluster,
      Indexes indexes,
      String alias,
      Map<Kind, Integer> old,
      Set<Kind> kinds) {
    this.cluster = cluster;
    this.indexes = indexes;
    this.alias = alias;
    this.old = old;
    this.kinds = kinds;
    this.progressIndex = concrete(indexes, Kind.PROGRESS, old);
  }

  /** The alias of the handover that is under way, when one is. */
  static Optional<String> underWay(IndexCatalog catalog, Indexes indexes) {
    return catalog.aliasThatBegins(begin(indexes)).map(Map.Entry::getKey);
  }

  private static String begin(Indexes indexes) {
    return indexes.alias(Kind.PROGRESS) + "-handover-";
  }

  /**
   * Begins: when this returns, nothing that was not yet published of the old generation will be.
   *
   * @param kinds what is handed over; progress always is
   * @param token a name that no other handover has: letters and digits
   */
  static Handover begin(SearchCluster cluster, Indexes indexes, Set<Kind> kinds, String token)
      throws SearchUnavailable {
    IndexCatalog catalog = IndexCatalog.read(cluster, indexes);
    Handover handover =
        new Handover(cluster, indexes, begin(indexes) + token, catalog.live(), kinds);
    List<JsonObject> actions = new ArrayList<>();
    actions.add(Aliases.add(handover.progressIndex, handover.alias));
    if (kinds.contains(Kind.TIMELINE)) {
      String timeline = concrete(indexes, Kind.TIMELINE, handover.old);
      actions.add(Aliases.removeOrFail(timeline, TimelineMonths.open(timeline)));
    }
    Aliases.change(cluster, actions);
    for (Kind kind : kinds) {
      String blocked = indexes.generation(kind, generation(kind, handover.old));
      Answer answer = cluster.send("PUT", "/" + blocked + "/_block/write", null);
      if (!answer.succeeded() || !answer.body().path("shards_acknowledged").asBoolean()) {
        throw unavailable("to block writes to " + blocked, answer);
      }
    }
    return handover;
  }

  /**
   * How far the old generation goes.
   *
   * @param published up to where everything can be found
   * @param visible up to where something can be found: a batch that was under way wrote that much
   */
  public record Reached(List<Progress> published, List<Progress> visible) {}

  /** How far the old generation goes, now that it stays as it is. */
  Reached reached() throws SearchUnavailable {
    refresh(Kind.PROGRESS);
    refresh(Kind.TIMELINE);
    List<Progress> published =
        DocumentStore.filling(cluster, indexes, old, JsonObject.EMPTY).progress();
    return new Reached(published, ahead(published));
  }

  private void refresh(Kind kind) throws SearchUnavailable {
    String index = indexes.generation(kind, generation(kind, old));
    Answer answer = cluster.send("POST", "/" + index + "/_refresh", null);
    if (!answer.succeeded()) {
      throw unavailable("to refresh " + index, answer);
    }
  }

  private List<Progress> ahead(List<Progress> published) throws SearchUnavailable {
    List<JsonValue> behind = published.stream().<JsonValue>map(Handover::upTo).toList();
    JsonObject position =
        JsonObject.of(
            "position", JsonObject.of("max", JsonObject.of("field", new JsonString("position"))));
    JsonObject generations = JsonObject.of("terms", field("generation"), "aggs", position);
    JsonObject ledgers =
        JsonObject.of("terms", field("ledger"), "aggs", JsonObject.of("generations", generations));
    JsonObject query = JsonObject.of("bool", JsonObject.of("must_not", new JsonArray(behind)));
    Answer answer =
        cluster.send(
            "POST",
            "/" + indexes.generation(Kind.TIMELINE, generation(Kind.TIMELINE, old)) + "/_search",
            Map.of("allow_partial_search_results", "false"),
            JsonObject.builder()
                .put("size", 0)
                .put("query", query)
                .put("aggs", JsonObject.of("ledgers", ledgers))
                .build());
    if (!answer.succeeded()) {
      throw unavailable("to say how far the timeline goes", answer);
    }
    List<Progress> ahead = new ArrayList<>();
    for (JsonNode ledger : answer.body().path("aggregations").path("ledgers").path("buckets")) {
      for (JsonNode generation : ledger.path("generations").path("buckets")) {
        ahead.add(
            new Progress(
                ledger.path("key").asInt(),
                generation.path("key").asInt(),
                generation.path("position").path("value").asLong()));
      }
    }
    return ahead;
  }

  private static JsonObject field(String name) {
    return JsonObject.builder().put("field", name).put("size", MAX_LEDGERS).build();
  }

  /** Events of a ledger up to a position. */
  private static JsonObject upTo(Progress progress) {
    JsonObject range =
        JsonObject.of(
            "range",
            JsonObject.of("position", JsonObject.of("lte", JsonNumber.of(progress.position()))));
    return JsonObject.of(
        "bool",
        JsonObject.of(
            "filter",
            JsonArray.of(
                term("ledger", progress.ledger()),
                term("generation", progress.generation()),
                range)));
  }

  private static JsonObject term(String field, int value) {
    return JsonObject.of("term", JsonObject.of(field, JsonNumber.of(value)));
  }

  /**
   * Gives readers the new generation in place of the old one, at one moment.
   *
   * @throws SearchUnavailable when somebody has ended this handover meanwhile, or the cluster does
   *     not answer; look at the aliases then
   */
  void swap(int next) throws SearchUnavailable {
    IndexCatalog catalog = IndexCatalog.read(cluster, indexes);
    List<JsonObject> actions = new ArrayList<>();
    actions.add(Aliases.removeOrFail(progressIndex, alias));
    for (Kind kind : kinds) {
      for (String index : catalog.of(kind, generation(kind, old))) {
        if (catalog.bears(index, indexes.alias(kind))) {
          actions.add(Aliases.removeOrFail(index, indexes.alias(kind)));
        }
      }
      for (String index : catalog.of(kind, next)) {
        actions.add(Aliases.add(index, indexes.alias(kind)));
      }
    }
    if (kinds.contains(Kind.TIMELINE)) {
      String timeline = indexes.concrete(Kind.TIMELINE, next);
      actions.add(Aliases.add(timeline, TimelineMonths.open(timeline)));
    }
    Aliases.change(cluster, actions);
  }

  /**
   * Ends whatever handover is under way without a swap, so that the old generation is written
   * again. Safe to repeat, and safe beside the one who began it.
   */
  static void end(SearchCluster cluster, Indexes indexes) throws SearchUnavailable {
    IndexCatalog catalog = IndexCatalog.read(cluster, indexes);
    Optional<Map.Entry<String, String>> begun = catalog.aliasThatBegins(begin(indexes));
    if (begun.isEmpty()) {
      return;
    }
    String alias = begun.get().getKey();
    String progress = begun.get().getValue();
    String broken = begin(indexes) + BROKEN;
    if (!alias.equals(broken)) {
      // from here on its swap fails
      Aliases.change(
          cluster, List.of(Aliases.removeOrFail(progress, alias), Aliases.add(progress, broken)));
    }
    for (Map.Entry<Kind, Integer> live : catalog.live().entrySet()) {
      String index = indexes.generation(live.getKey(), live.getValue());
      Answer answer =
          cluster.send(
              "PUT",
              "/" + index + "/_settings",
              JsonObject.of("index.blocks.write", JsonNull.NULL));
      if (!answer.succeeded()) {
        throw unavailable("to take writes to " + index + " again", answer);
      }
    }
    String timeline = concrete(indexes, Kind.TIMELINE, catalog.live());
    Aliases.change(
        cluster,
        List.of(
            Aliases.add(timeline, TimelineMonths.open(timeline)),
            Aliases.removeOrFail(progress, broken)));
  }

  private static String concrete(Indexes indexes, Kind kind, Map<Kind, Integer> generations) {
    return indexes.concrete(kind, generation(kind, generations));
  }

  private static int generation(Kind kind, Map<Kind, Integer> generations) {
    Integer generation = generations.get(kind);
    if (generation == null) {
      throw new IllegalStateException("Expected a generation of " + kind + ", but there is none");
    }
    return generation;
  }

  private static SearchUnavailable unavailable(String what, Answer answer) {
    return new SearchUnavailable(
        "Expected OpenSearch %s, but it answered %d %s"
            .formatted(what, answer.status(), answer.errorType()),
        null);
  }
}
