package io.countersign.query.opensearch;

import io.countersign.query.Cursor;
import io.countersign.query.ListQuery;
import io.countersign.query.Listing;
import io.countersign.schemas.Indexes;
import io.countersign.schemas.command.CommandEnvelope;
import io.countersign.schemas.json.JsonArray;
import io.countersign.schemas.json.JsonNumber;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonString;
import io.countersign.schemas.json.JsonValue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Search requests as OpenSearch takes them. Each one is filtered by exactly one tenant. */
final class SearchBodies {
  /**
   * What words may do: be joined, excluded, quoted. No field names, no wildcards, no fuzziness, so
   * no text can reach another field or cost more than its length.
   */
  private static final String TEXT_FLAGS = "AND|OR|NOT|PHRASE|WHITESPACE";

  private SearchBodies() {}

  /**
   * A part of a page.
   *
   * @param home the ledger that the platform's own controls are written to first
   * @param within what else entries must be
   */
  static JsonObject page(
      ListQuery query, int home, List<JsonObject> within, int size, Optional<Cursor> after) {
    List<JsonValue> filters = new ArrayList<>(within);
    filters.add(owner(query, home));
    query.listing().control().ifPresent(kind -> filters.add(term("kind", kind)));
    query.terms().keySet().stream()
        .sorted()
        .forEach(name -> filters.add(term(name, String.valueOf(query.terms().get(name)))));
    Listing listing = query.listing();
    query.from().ifPresent(time -> filters.add(range(listing.timeField(), "gte", time)));
    query.to().ifPresent(time -> filters.add(range(listing.timeField(), "lt", time)));
    query.text().ifPresent(text -> filters.add(text(text)));
    JsonObject.Builder body = search(listing, filters, size, listing.ascending() ? "asc" : "desc");
    after.ifPresent(cursor -> body.put("search_after", after(cursor)));
    return body.build();
  }

  /**
   * Whose entries: the tenant's, and among brakes the platform's too. Each ledger has the
   * platform's controls once; the one of their home ledger stands for all.
   */
  private static JsonObject owner(ListQuery query, int home) {
    JsonObject own = term("tenant", query.tenant());
    if (query.listing().index() != Indexes.Kind.CONTROLS) {
      return own;
    }
    JsonObject platform =
        filtered(
            List.of(
                term("tenant", CommandEnvelope.PLATFORM),
                JsonObject.of("term", JsonObject.of("ledger", JsonNumber.of(home)))));
    if (query.tenant().equals(CommandEnvelope.PLATFORM)) {
      return platform;
    }
    return query.listing() == Listing.BRAKES
        ? JsonObject.of(
            "bool",
            JsonObject.builder()
                .put("should", JsonArray.of(own, platform))
                .put("minimum_should_match", 1)
                .build())
        : own;
  }

  /** Controls of a kind by their names. */
  static JsonObject controls(String tenant, String kind, List<JsonObject> within, int size) {
    List<JsonObject> filters = new ArrayList<>(within);
    filters.add(term("tenant", tenant));
    filters.add(term("kind", kind));
    return JsonObject.builder()
        .put("size", size)
        .put("track_total_hits", false)
        .put("query", filtered(filters))
        .put("_source", JsonArray.ofStrings(List.of("document", "name", "state", "ledger")))
        .build();
  }

  /** A field that has one of some values. */
  static JsonObject anyOf(String field, Collection<String> values) {
    return JsonObject.of("terms", JsonObject.of(field, JsonArray.ofStrings(List.copyOf(values))));
  }

  /** Some events of a run, in the order of the ledger. */
  static JsonObject run(String tenant, String runId, int size, List<JsonValue> after) {
    List<JsonValue> filters = List.of(term("tenant", tenant), term("runId", runId));
    JsonObject.Builder body =
        JsonObject.builder()
            .put("size", size)
            .put("track_total_hits", false)
            .put("query", filtered(filters))
            .put("_source", JsonArray.ofStrings(List.of("event", "generation", "tenantSequence")))
            .put(
                "sort",
                JsonArray.of(
                    JsonObject.of("generation", new JsonString("asc")),
                    JsonObject.of("position", new JsonString("asc"))));
    if (!after.isEmpty()) {
      body.put("search_after", new JsonArray(after));
    }
    return body.build();
  }

  /** Counts the events of a tenant between two of its sequence numbers, both included. */
  static JsonObject between(String tenant, int generation, long first, long last) {
    JsonObject range = JsonObject.builder().put("gte", first).put("lte", last).build();
    return JsonObject.of(
        "query",
        filtered(
            List.of(
                term("tenant", tenant),
                JsonObject.of("term", JsonObject.of("generation", JsonNumber.of(generation))),
                JsonObject.of("range", JsonObject.of("tenantSequence", range)))));
  }

  /** One call. */
  static JsonObject call(String tenant, String callId) {
    return search(Listing.CALLS, List.of(term("tenant", tenant), term("callId", callId)), 1, "desc")
        .build();
  }

  /** One approval. */
  static JsonObject approval(String tenant, String approvalId) {
    List<JsonValue> filters = List.of(term("tenant", tenant), term("approvalId", approvalId));
    return search(Listing.APPROVALS, filters, 1, "desc").build();
  }

  /** The last approvals of these filters that were asked for before a time. */
  static JsonObject approvalsBefore(List<JsonObject> within, Instant time) {
    List<JsonValue> filters = new ArrayList<>(within);
    filters.add(range(Listing.APPROVALS.timeField(), "lt", time));
    return search(Listing.APPROVALS, filters, 1, "desc").build();
  }

  /** Intents and decisions of a call up to one of its events, the last first. */
  static JsonObject asked(String tenant, String callId, int generation, long position, int size) {
    JsonObject range = JsonObject.of("lte", JsonNumber.of(position));
    return search(
            Listing.EVENTS,
            List.of(
                term("tenant", tenant),
                term("callId", callId),
                anyOf("type", List.of("IntentRecorded", "DecisionMade")),
                JsonObject.of("term", JsonObject.of("generation", JsonNumber.of(generation))),
                JsonObject.of("range", JsonObject.of("position", range))),
            size,
            "desc")
        .build();
  }

  /** Earlier calls of a run, the last first, without their documents. */
  static JsonObject earlierCalls(
      String tenant, String runId, String callId, Instant time, List<String> fields, int size) {
    JsonObject earlier =
        JsonObject.of(
            "bool",
            JsonObject.builder()
                .put(
                    "filter",
                    JsonArray.of(
                        term("tenant", tenant),
                        term("runId", runId),
                        range(Listing.CALLS.timeField(), "lte", time)))
                .put("must_not", JsonArray.of(term("callId", callId)))
                .build());
    return search(Listing.CALLS, List.of(earlier), size, "desc", fields).build();
  }

  /** A field that has one of some values, or none at all. */
  static JsonObject anyOfOrNone(String field, Collection<String> values) {
    JsonObject none =
        JsonObject.of(
            "bool",
            JsonObject.of(
                "must_not",
                JsonObject.of("exists", JsonObject.of("field", new JsonString(field)))));
    return JsonObject.of(
        "bool",
        JsonObject.builder()
            .put("should", JsonArray.of(anyOf(field, values), none))
            .put("minimum_should_match", 1)
            .build());
  }

  /** How far every ledger can be found, the latest generations first. */
  static JsonObject progress(int size) {
    return JsonObject.builder()
        .put("size", size)
        .put("track_total_hits", false)
        .put("query", JsonObject.of("match_all", JsonObject.EMPTY))
        .put("sort", JsonArray.of(JsonObject.of("generation", new JsonString("desc"))))
        .build();
  }

  private static JsonObject.Builder search(
      Listing listing, List<JsonValue> filters, int size, String order) {
    return search(listing, filters, size, order, List.of(listing.content()));
  }

  private static JsonObject.Builder search(
      Listing listing, List<JsonValue> filters, int size, String order, List<String> fields) {
    return JsonObject.builder()
        .put("size", size)
        .put("track_total_hits", false)
        .put("query", filtered(filters))
        .put("_source", JsonArray.ofStrings(fields))
        .put(
            "sort",
            new JsonArray(
                List.of(listing.timeField(), "ledger", "generation", listing.positionField())
                    .stream()
                    .<JsonValue>map(field -> JsonObject.of(field, new JsonString(order)))
                    .toList()));
  }

  private static JsonArray after(Cursor cursor) {
    return JsonArray.of(
        JsonNumber.of(cursor.time()),
        JsonNumber.of(cursor.ledger()),
        JsonNumber.of(cursor.generation()),
        JsonNumber.of(cursor.position()));
  }

  private static JsonObject filtered(List<? extends JsonValue> filters) {
    return JsonObject.of("bool", JsonObject.of("filter", new JsonArray(List.copyOf(filters))));
  }

  /** A field that has a value. */
  static JsonObject term(String field, String value) {
    return JsonObject.of("term", JsonObject.of(field, new JsonString(value)));
  }

  private static JsonObject range(String field, String operator, Instant time) {
    JsonObject bound =
        JsonObject.builder()
            .put(operator, time.toEpochMilli())
            .put("format", "epoch_millis")
            .build();
    return JsonObject.of("range", JsonObject.of(field, bound));
  }

  private static JsonObject text(String words) {
    return JsonObject.of(
        "simple_query_string",
        JsonObject.builder()
            .put("query", words)
            .put("fields", JsonArray.ofStrings(List.of("text")))
            .put("default_operator", "and")
            .put("flags", TEXT_FLAGS)
            .build());
  }
}
