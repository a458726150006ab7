package io.countersign.projections.opensearch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.projections.document.BatchFold.Progress;
import io.countersign.projections.opensearch.Handover.Reached;
import io.countersign.schemas.Indexes;
import io.countersign.schemas.Indexes.Kind;
import io.countersign.schemas.json.JsonNumber;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.opensearch.SearchCluster;
import io.countersign.schemas.opensearch.SearchCluster.Answer;
import io.countersign.schemas.opensearch.SearchUnavailable;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;

/**
 * A generation of indexes that a rebuild fills beside the one that is read, until it takes its
 * place. That it is there is the state of the rebuild: who finds one goes on with it.
 */
public final class NextGeneration {
  private static final JsonObject FILLING =
      JsonObject.of(
          "index",
          JsonObject.builder()
              .put("refresh_interval", "-1")
              .put("auto_expand_replicas", false)
              .put("number_of_replicas", 0)
              .build());

  /** Most codes of one ledger, and most ledgers, that are counted apart. */
  private static final int COUNTED = 10_000;

  private final SearchCluster cluster;
  private final Indexes indexes;
  private final int number;
  private final Set<Kind> filled;
  private final Set<Kind> given;
  private boolean begun;
  private Optional<Handover> handover = Optional.empty();

  private NextGeneration(
      SearchCluster cluster, Indexes indexes, int number, Set<Kind> filled, Set<Kind> given) {
    this.cluster = cluster;
    this.indexes = indexes;
    this.number = number;
    this.filled = filled;
    this.given = given;
  }

  /**
   * Goes on with the generation that was begun, or begins one. Ends a handover that was left.
   *
   * @param given kinds that readers shall be given anew
   * @param filled kinds that must be filled for that
   * @param anew whether to delete what was begun
   * @throws IndexesRefused when another rebuild was begun
   */
  public static NextGeneration open(
      SearchCluster cluster, Indexes indexes, Set<Kind> given, Set<Kind> filled, boolean anew)
      throws SearchUnavailable {
    Handover.end(cluster, indexes);
    IndexCatalog catalog = IndexCatalog.read(cluster, indexes);
    catalog.live();
    Set<Kind> all = EnumSet.copyOf(filled);
    all.add(Kind.PROGRESS);
    Set<Kind> handed = EnumSet.copyOf(given);
    handed.add(Kind.PROGRESS);
    OptionalInt begun = catalog.unfinished();
    if (begun.isPresent() && anew) {
      NextGeneration left = new NextGeneration(cluster, indexes, begun.getAsInt(), all, handed);
      left.delete(left.indexesOf(catalog.kinds(begun.getAsInt())));
      begun = OptionalInt.empty();
    }
    if (begun.isPresent() && !all.containsAll(catalog.kinds(begun.getAsInt()))) {
      throw new IndexesRefused(
          "Expected to go on with the rebuild that was begun, but generation %d has %s and this one needs %s. Go on with the same projections as before, or begin anew with --restart."
              .formatted(begun.getAsInt(), catalog.kinds(begun.getAsInt()), all));
    }
    int highest = 0;
    for (Kind kind : Kind.values()) {
      highest = Math.max(highest, catalog.highest(kind));
    }
    NextGeneration next =
        new NextGeneration(cluster, indexes, begun.orElse(highest + 1), all, handed);
    next.begun = begun.isPresent();
    next.create(catalog);
    return next;
  }

  private void create(IndexCatalog catalog) throws SearchUnavailable {
    new IndexSetup(cluster, indexes).putTemplates();
    TimelineMonths maker = new TimelineMonths(cluster, indexes);
    for (Kind kind : filled) {
      if (catalog.of(kind, number).isEmpty()) {
        maker.require(indexes.concrete(kind, number), FILLING);
      }
    }
  }

  /** The number of the generation that a rebuild has begun and not handed over. */
  public static OptionalInt begun(SearchCluster cluster, Indexes indexes) throws SearchUnavailable {
    return IndexCatalog.read(cluster, indexes).unfinished();
  }

  /** Whether it was there before. */
  public boolean wasBegun() {
    return begun;
  }

  /** The number of this generation, from 2. */
  public int number() {
    return number;
  }

  /** The kinds that are filled, progress among them. */
  public Set<Kind> filled() {
    return Set.copyOf(filled);
  }

  /** Where documents of this generation are written. */
  public DocumentStore store() {
    return DocumentStore.filling(cluster, indexes, generations(), FILLING);
  }

  private Map<Kind, Integer> generations() {
    Map<Kind, Integer> generations = new EnumMap<>(Kind.class);
    filled.forEach(kind -> generations.put(kind, number));
    return generations;
  }

  /** Makes everything that was written countable. */
  public void refresh() throws SearchUnavailable {
    store().refresh(generations());
  }

  /** How many documents of a kind there are. */
  public long count(Kind kind) throws SearchUnavailable {
    Answer answer = cluster.send("GET", "/" + indexes.generation(kind, number) + "/_count", null);
    if (!answer.succeeded() || answer.body().path("_shards").path("failed").asInt() > 0) {
      throw unavailable("to count " + indexes.concrete(kind, number), answer);
    }
    return answer.body().path("count").asLong();
  }

  /** How many events of each code the timeline has, by ledger. */
  public Map<Integer, Map<String, Long>> codes() throws SearchUnavailable {
    JsonObject terms =
        JsonObject.of(
            "terms", JsonObject.builder().put("field", "code").put("size", COUNTED).build());
    JsonObject ledgers =
        JsonObject.of(
            "terms",
            JsonObject.builder().put("field", "ledger").put("size", COUNTED).build(),
            "aggs",
            JsonObject.of("codes", terms));
    Answer answer =
        cluster.send(
            "POST",
            "/" + indexes.generation(Kind.TIMELINE, number) + "/_search",
            Map.of("allow_partial_search_results", "false"),
            JsonObject.of("size", JsonNumber.of(0), "aggs", JsonObject.of("ledgers", ledgers)));
    if (!answer.succeeded()) {
      throw unavailable("to count events by code", answer);
    }
    Map<Integer, Map<String, Long>> codes = new TreeMap<>();
    for (JsonNode ledger : answer.body().path("aggregations").path("ledgers").path("buckets")) {
      Map<String, Long> counts = new TreeMap<>();
      for (JsonNode code : ledger.path("codes").path("buckets")) {
        counts.put(code.path("key").asText(), code.path("doc_count").asLong());
      }
      codes.put(ledger.path("key").asInt(), counts);
    }
    return codes;
  }

  /** Gives the indexes the settings that they are read with: refreshes and copies. */
  public void settle() throws SearchUnavailable {
    for (Kind kind : filled) {
      ObjectNode settings = IndexSetup.definition(kind);
      String body =
          "{\"index\":{\"refresh_interval\":%s,\"auto_expand_replicas\":%s}}"
              .formatted(
                  settings.path("settings").path("index").path("refresh_interval"),
                  settings.path("settings").path("index").path("auto_expand_replicas"));
      Answer answer =
          cluster.sendText("PUT", "/" + indexes.generation(kind, number) + "/_settings", body);
      if (!answer.succeeded()) {
        throw unavailable("to take settings of " + indexes.concrete(kind, number), answer);
      }
    }
  }

  /** Whether every copy of these indexes is where it belongs. */
  public boolean isWhole() throws SearchUnavailable {
    List<String> patterns = filled.stream().map(kind -> indexes.generation(kind, number)).toList();
    Answer answer =
        cluster.send(
            "GET",
            "/_cluster/health/" + String.join(",", patterns),
            Map.of("wait_for_status", "green", "timeout", "1s"),
            null);
    return answer.body().path("status").asText().equals("green");
  }

  /**
   * Stops writes to the old generation.
   *
   * @param token a name that no other handover has: letters and digits
   * @return how far the old generation goes; the new one must have all of it before the swap
   */
  public Reached stopOld(String token) throws SearchUnavailable {
    Handover begun = Handover.begin(cluster, indexes, given, token);
    handover = Optional.of(begun);
    return begun.reached();
  }

  /**
   * Says in this generation how far it goes, then swaps.
   *
   * @param progress of one ledger the furthest counts
   * @param ledgers number of ledgers of this installation
   */
  public void takePlace(List<Progress> progress, int ledgers) throws SearchUnavailable {
    for (Progress each : progress) {
      store().putProgress(List.of(each), ledgers);
    }
    refresh();
    handover
        .orElseThrow(() -> new IllegalStateException("Expected a handover, but none was begun"))
        .swap(number);
  }

  /** Whether readers are given this generation. */
  public boolean isLive() throws SearchUnavailable {
    return IndexCatalog.read(cluster, indexes).live(Kind.PROGRESS).orElse(0) == number;
  }

  /** Lets the old generation be written again. */
  public static void goOnWithOld(SearchCluster cluster, Indexes indexes) throws SearchUnavailable {
    Handover.end(cluster, indexes);
  }

  /** Deletes the indexes that were filled and that readers are not given. */
  public void deleteHelp() throws SearchUnavailable {
    Set<Kind> help = EnumSet.copyOf(filled);
    help.removeAll(given);
    delete(indexesOf(help));
  }

  private List<String> indexesOf(Set<Kind> kinds) throws SearchUnavailable {
    IndexCatalog catalog = IndexCatalog.read(cluster, indexes);
    return kinds.stream().flatMap(kind -> catalog.of(kind, number).stream()).toList();
  }

  private void delete(List<String> names) throws SearchUnavailable {
    delete(cluster, names);
  }

  /**
   * Deletes the indexes of earlier generations, which nobody reads.
   *
   * @return their names
   */
  public static List<String> deleteLeftOver(SearchCluster cluster, Indexes indexes)
      throws SearchUnavailable {
    List<String> left = IndexCatalog.read(cluster, indexes).leftOver();
    delete(cluster, left);
    return left;
  }

  static void delete(SearchCluster cluster, List<String> names) throws SearchUnavailable {
    for (String name : names) {
      Answer answer = cluster.send("DELETE", "/" + name, null);
      if (!answer.succeeded() && answer.status() != 404) {
        throw unavailable("to delete " + name, answer);
      }
    }
  }

  private static SearchUnavailable unavailable(String what, Answer answer) {
    return new SearchUnavailable(
        "Expected OpenSearch %s, but it answered %d %s"
            .formatted(what, answer.status(), answer.errorType()),
        null);
  }
}
