package io.countersign.projections.opensearch;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.projections.document.BatchFold.Progress;
import io.countersign.projections.document.DocumentId;
import io.countersign.projections.document.SearchDocument;
import io.countersign.projections.document.Version;
import io.countersign.schemas.Indexes;
import io.countersign.schemas.Indexes.Kind;
import io.countersign.schemas.json.JsonArray;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.StrictJson;
import io.countersign.schemas.opensearch.SearchCluster;
import io.countersign.schemas.opensearch.SearchCluster.Answer;
import io.countersign.schemas.opensearch.SearchUnavailable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Reads and writes the documents of this role, in one generation of its indexes. Writing the same
 * documents again changes nothing: each has an external version, and an older or equal one is
 * refused by OpenSearch and fine by us. Used by one thread.
 */
public final class DocumentStore {
  /** Most documents fetched by one request; a call may hold some hundred kilobytes. */
  private static final int FETCH = 200;

  private static final int MAX_LEDGERS = 10_000;
  private static final UUID NO_EVENT = new UUID(0, 0);

  private final SearchCluster cluster;
  private final Indexes indexes;
  private final TimelineMonths months;
  private final BulkRequests bulks;
  private final Optional<JsonObject> filling;
  private Map<Kind, Integer> generations;

  /**
   * What a look at the cluster found.
   *
   * @param moved whether readers are given other generations than at the last look
   * @param handover the name of the handover that is under way, when one is
   */
  public record Look(boolean moved, Optional<String> handover) {}

  /** A store that writes what readers are given; it finds out which generation that is. */
  public DocumentStore(SearchCluster cluster, Indexes indexes) {
    this(cluster, indexes, Map.of(), Optional.empty(), "external");
  }

  /**
   * A store that writes a generation which nobody reads yet.
   *
   * @param settings of the timeline's months that it makes
   */
  static DocumentStore filling(
      SearchCluster cluster, Indexes indexes, Map<Kind, Integer> generations, JsonObject settings) {
    return new DocumentStore(cluster, indexes, generations, Optional.of(settings), "external");
  }

  /** A store that writes what readers are given, and again what has the same version. */
  public static DocumentStore mending(SearchCluster cluster, Indexes indexes) {
    return new DocumentStore(cluster, indexes, Map.of(), Optional.empty(), "external_gte");
  }

  private DocumentStore(
      SearchCluster cluster,
      Indexes indexes,
      Map<Kind, Integer> generations,
      Optional<JsonObject> filling,
      String versionType) {
    this.cluster = cluster;
    this.indexes = indexes;
    this.months = new TimelineMonths(cluster, indexes);
    this.bulks = new BulkRequests(cluster, versionType);
    this.generations = generations;
    this.filling = filling;
  }

  /** Looks which generations readers are given now, and writes to them from now on. */
  public Look follow() throws SearchUnavailable {
    IndexCatalog catalog = IndexCatalog.read(cluster, indexes);
    Map<Kind, Integer> now = catalog.live();
    boolean moved = !generations.isEmpty() && !now.equals(generations);
    generations = now;
    return new Look(moved, Handover.underWay(catalog, indexes));
  }

  /** Looks again after something was refused, and takes nothing for granted. */
  public Look lookAgain() throws SearchUnavailable {
    months.forget();
    return follow();
  }

  /**
   * Writes documents.
   *
   * @return those that OpenSearch will never take; all others are written, or a newer version is
   * @throws SearchUnavailable when any document could not be written for a reason that may pass;
   *     write all of them again then
   */
  public List<Refusal> write(List<SearchDocument> documents) throws SearchUnavailable {
    Map<Kind, Integer> into = generations();
    Map<String, String> targets = new HashMap<>();
    for (SearchDocument document : documents) {
      if (document.kind() == Kind.TIMELINE) {
        String recordedAt = document.source().string("recordedAt").orElseThrow();
        String day = recordedAt.substring(0, recordedAt.indexOf('T'));
        if (!targets.containsKey(day)) {
          targets.put(day, Indexes.writer(requireMonth(into, Instant.parse(recordedAt))));
        }
      }
    }
    return bulks.send(
        documents,
        document -> {
          if (document.kind() != Kind.TIMELINE) {
            return Indexes.writer(concrete(into, document.kind()));
          }
          String recordedAt = document.source().string("recordedAt").orElseThrow();
          return targets.getOrDefault(recordedAt.substring(0, recordedAt.indexOf('T')), "");
        });
  }

  private String requireMonth(Map<Kind, Integer> into, Instant recordedAt)
      throws SearchUnavailable {
    int generation = generation(into, Kind.TIMELINE);
    String month = indexes.month(generation, recordedAt);
    if (filling.isPresent()) {
      months.require(month, filling.get());
    } else {
      months.require(generation, month);
    }
    return month;
  }

  /**
   * Makes everything written so far searchable, then says so: whoever reads a position here finds
   * every event up to it.
   *
   * @param ledgers number of ledgers of this installation
   */
  public void publish(List<Progress> progress, int ledgers) throws SearchUnavailable {
    refresh(generations());
    putProgress(progress, ledgers);
    refresh(Map.of(Kind.PROGRESS, generation(generations(), Kind.PROGRESS)));
  }

  /** Makes everything written so far searchable. */
  void refresh(Map<Kind, Integer> which) throws SearchUnavailable {
    List<String> written = new ArrayList<>();
    which.forEach((kind, generation) -> written.add(indexes.generation(kind, generation)));
    Answer refreshed = cluster.send("POST", "/" + String.join(",", written) + "/_refresh", null);
    if (!refreshed.succeeded() || refreshed.body().path("_shards").path("failed").asInt() > 0) {
      throw unavailable("a refresh of " + written, refreshed.status(), refreshed.errorType());
    }
  }

  /** Writes how far ledgers were read. */
  void putProgress(List<Progress> progress, int ledgers) throws SearchUnavailable {
    List<SearchDocument> documents = new ArrayList<>();
    for (Progress ledger : progress) {
      JsonObject source =
          JsonObject.builder()
              .put("ledger", ledger.ledger())
              .put("generation", ledger.generation())
              .put("position", ledger.position())
              .put("ledgers", ledgers)
              .build();
      documents.add(
          new SearchDocument(
              Kind.PROGRESS,
              DocumentId.ofProgress(ledger.ledger(), ledger.generation()),
              Version.of(ledger.generation(), ledger.position()),
              source,
              NO_EVENT));
    }
    List<Refusal> refused = write(documents);
    if (!refused.isEmpty()) {
      throw unavailable("the progress", 400, refused.getFirst().reason());
    }
  }

  /** How far each ledger can be found, as it was published. */
  public List<Progress> progress() throws SearchUnavailable {
    Answer answer =
        cluster.send(
            "POST",
            "/" + concrete(generations(), Kind.PROGRESS) + "/_search",
            JsonObject.builder().put("size", MAX_LEDGERS).build());
    if (!answer.succeeded() || answer.body().path("_shards").path("failed").asInt() > 0) {
      throw unavailable("the progress", answer.status(), answer.errorType());
    }
    List<Progress> progress = new ArrayList<>();
    for (JsonNode hit : answer.body().path("hits").path("hits")) {
      JsonNode source = hit.path("_source");
      progress.add(
          new Progress(
              source.path("ledger").asInt(),
              source.path("generation").asInt(),
              source.path("position").asLong()));
    }
    return progress;
  }

  /**
   * Fetches documents as they are now, also those written a moment ago; absent ones are left out.
   */
  public Map<String, JsonObject> fetch(Kind kind, Collection<String> ids) throws SearchUnavailable {
    String field = kind.content();
    Map<String, JsonObject> found = new HashMap<>();
    List<String> wanted = List.copyOf(ids);
    for (int from = 0; from < wanted.size(); from += FETCH) {
      List<String> some = wanted.subList(from, Math.min(wanted.size(), from + FETCH));
      String index = concrete(generations(), kind);
      Answer answer =
          cluster.send(
              "POST",
              "/" + index + "/_mget",
              Map.of("_source", field),
              JsonObject.of("ids", JsonArray.ofStrings(some)));
      JsonNode documents = answer.body().path("docs");
      if (!answer.succeeded() || documents.size() != some.size()) {
        throw unavailable("documents of " + index, answer.status(), answer.errorType());
      }
      for (JsonNode document : documents) {
        if (document.has("error")) {
          String type = document.path("error").path("type").asText();
          throw unavailable("a document of " + index, answer.status(), type);
        }
        if (document.path("found").asBoolean()) {
          found.put(
              document.path("_id").asText(), read(document.path("_source").path(field).asText()));
        }
      }
    }
    return found;
  }

  /** Ends a handover that takes too long, so that documents can be written again. */
  public void endHandover() throws SearchUnavailable {
    Handover.end(cluster, indexes);
  }

  private Map<Kind, Integer> generations() throws SearchUnavailable {
    if (generations.isEmpty()) {
      generations = new EnumMap<>(IndexCatalog.read(cluster, indexes).live());
    }
    return generations;
  }

  private String concrete(Map<Kind, Integer> into, Kind kind) {
    return indexes.concrete(kind, generation(into, kind));
  }

  private static int generation(Map<Kind, Integer> into, Kind kind) {
    Integer generation = into.get(kind);
    if (generation == null) {
      throw new IllegalStateException("Expected to write " + kind + " here, but it is not");
    }
    return generation;
  }

  private static JsonObject read(String canonical) {
    if (StrictJson.reread(canonical) instanceof JsonObject object) {
      return object;
    }
    throw new IllegalStateException(
        "Expected a stored document to be a JSON object, but it is not: somebody else wrote to the index. Run `countersign rebuild` (docs/operations.md)");
  }

  private static SearchUnavailable unavailable(String what, int status, String type) {
    return new SearchUnavailable(
        "Expected OpenSearch to take or give %s, but it answered %d %s"
            .formatted(what, status, type),
        null);
  }
}
