package io.countersign.query.opensearch;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.query.Cursor;
import io.countersign.query.ListQuery;
import io.countersign.query.Order;
import io.countersign.schemas.Indexes;
import io.countersign.schemas.TenantPartition;
import io.countersign.schemas.command.CommandEnvelope;
import io.countersign.schemas.json.JsonNumber;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.StrictJson;
import io.countersign.schemas.opensearch.SearchCluster;
import io.countersign.schemas.opensearch.SearchCluster.Answer;
import io.countersign.schemas.opensearch.SearchUnavailable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Searches that are answered in full or not at all. */
final class Searches {
  private static final int MAX_LEDGERS = 10_000;

  /** Most entries of one answer of OpenSearch; an entry may hold some hundred kilobytes. */
  private static final int FETCH = 100;

  /** Most characters of one page; it has at least one entry. */
  private static final long PAGE_CHARACTERS = 8L * 1024 * 1024;

  /** Half an answer is worse than none: a missing shard would look like missing events. */
  private static final Map<String, String> WHOLE = Map.of("allow_partial_search_results", "false");

  private final SearchCluster cluster;
  private final Indexes indexes;

  /**
   * How far the ledgers were read.
   *
   * @param ledgers number of ledgers; 1 while nothing was read
   * @param ledger the ledger that is asked about
   * @param generation its generation; 1 while nothing was read
   * @param position up to which position of that generation it can be found; -1 while nothing was
   *     read
   */
  record Progress(int ledgers, int ledger, int generation, long position) {
    /** The ledger that the platform's own controls are written to first. */
    int home() {
      return TenantPartition.of(CommandEnvelope.PLATFORM, ledgers);
    }

    /** What an answer says of it; empty while nothing was read. */
    JsonObject readUpTo() {
      return position < 0
          ? JsonObject.EMPTY
          : JsonObject.of(Integer.toString(ledger), JsonNumber.of(position));
    }

    /** The place up to which everything was looked at. */
    Cursor cursor() {
      return new Cursor(0, ledger, generation, position);
    }
  }

  Searches(SearchCluster cluster, Indexes indexes) {
    this.cluster = cluster;
    this.indexes = indexes;
  }

  /** Reads how far the ledger of a tenant can be found. */
  Progress progress(String tenant) throws SearchUnavailable {
    return progress(tenant, Optional.empty());
  }

  /** Reads how far a ledger, or the one of a tenant, can be found. */
  Progress progress(String tenant, Optional<Integer> asked) throws SearchUnavailable {
    int ledgers = 1;
    for (JsonNode hit : search(Indexes.Kind.PROGRESS, SearchBodies.progress(MAX_LEDGERS))) {
      JsonNode progress = hit.path("_source");
      ledgers = progress.path("ledgers").asInt(1);
      int ledger = progress.path("ledger").asInt();
      if (ledger == asked.orElse(TenantPartition.of(tenant, ledgers))) {
        return new Progress(
            ledgers,
            ledger,
            progress.path("generation").asInt(1),
            progress.path("position").asLong());
      }
    }
    return new Progress(ledgers, asked.orElse(TenantPartition.of(tenant, ledgers)), 1, -1);
  }

  /**
   * Reads one page, in parts, until it has as many entries or characters as it may.
   *
   * @param within what else entries must be
   */
  Page page(ListQuery query, Progress progress, List<JsonObject> within) throws SearchUnavailable {
    List<String> entries = new ArrayList<>();
    Optional<Cursor> after = query.after();
    JsonObject matching = Matching.of(query, progress, within);
    long characters = 0;
    while (true) {
      int size = Math.min(FETCH, query.limit() - entries.size());
      // one entry more tells whether there is a next page
      List<JsonNode> hits =
          search(query.listing().index(), SearchBodies.page(query, matching, size + 1, after));
      for (JsonNode hit : hits.subList(0, Math.min(size, hits.size()))) {
        String text = hit.path("_source").path(query.listing().content()).asText();
        characters += text.length();
        if (!entries.isEmpty() && characters > PAGE_CHARACTERS) {
          return new Page(entries, after, progress.readUpTo());
        }
        entries.add(text);
        after = Optional.of(cursor(query, hit));
      }
      if (hits.size() <= size) {
        return new Page(entries, end(query, progress), progress.readUpTo());
      }
      if (entries.size() == query.limit()) {
        return new Page(entries, after, progress.readUpTo());
      }
    }
  }

  /** Where a list ends; in the order of a ledger all that will be written comes after it. */
  private static Optional<Cursor> end(ListQuery query, Progress progress) {
    if (query.order() != Order.LEDGER) {
      return Optional.empty();
    }
    Cursor read = progress.cursor();
    boolean behind = query.after().filter(after -> after.compareTo(read) > 0).isPresent();
    return behind ? query.after() : Optional.of(read);
  }

  List<JsonNode> search(Indexes.Kind kind, JsonObject body) throws SearchUnavailable {
    List<JsonNode> hits = new ArrayList<>();
    answer(kind, body).path("hits").path("hits").forEach(hits::add);
    return hits;
  }

  /** Everything that OpenSearch answers to a search. */
  JsonNode answer(Indexes.Kind kind, JsonObject body) throws SearchUnavailable {
    Answer answer = cluster.send("POST", "/" + indexes.alias(kind) + "/_search", WHOLE, body);
    if (!answer.succeeded() || answer.body().path("timed_out").asBoolean()) {
      throw unavailable(answer);
    }
    return answer.body();
  }

  static SearchUnavailable unavailable(Answer answer) {
    return new SearchUnavailable(
        "Expected OpenSearch to answer a search in full, but it answered %d %s"
            .formatted(answer.status(), answer.errorType()),
        null);
  }

  /** Reads a document that the projections wrote. */
  static JsonObject object(String text) {
    if (StrictJson.reread(text) instanceof JsonObject object) {
      return object;
    }
    throw new IllegalStateException(
        "Expected a stored document to be a JSON object, but it is not: somebody else wrote to the"
            + " index. Build the projections again (docs/operations.md)");
  }

  private static Cursor cursor(ListQuery query, JsonNode hit) {
    JsonNode sort = hit.path("sort");
    int first = query.order() == Order.LEDGER ? 0 : 1;
    return new Cursor(
        first == 0 ? 0 : sort.path(0).asLong(),
        sort.path(first).asInt(),
        sort.path(first + 1).asInt(),
        sort.path(first + 2).asLong());
  }
}
