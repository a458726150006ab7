package io.countersign.query.opensearch;

import io.countersign.query.Cursor;
import io.countersign.query.ListQuery;
import io.countersign.query.Listing;
import io.countersign.query.Order;
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
  private SearchBodies() {}

  /**
   * A part of a page.
   *
   * @param matching what entries must be
   */
  static JsonObject page(ListQuery query, JsonObject matching, int size, Optional<Cursor> after) {
    JsonObject.Builder body =
        JsonObject.builder()
            .put("size", size)
            .put("track_total_hits", false)
            .put("query", matching)
            .put("_source", JsonArray.ofStrings(List.of(query.listing().content())))
            .put("sort", sort(sortKeys(query), query.order().ascending() ? "asc" : "desc"));
    after.ifPresent(cursor -> body.put("search_after", after(query, cursor)));
    return body.build();
  }

  /** In the order of a ledger its number and the places decide, else first the time. */
  private static List<String> sortKeys(ListQuery query) {
    return query.order() == Order.LEDGER
        ? List.of("ledger", "generation", "position")
        : sortKeys(query.listing());
  }

  private static List<String> sortKeys(Listing listing) {
    return List.of(listing.timeField(), "ledger", "generation", listing.positionField());
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
        .put("sort", sort(sortKeys(listing), order));
  }

  private static JsonArray sort(List<String> fields, String order) {
    return new JsonArray(
        fields.stream()
            .<JsonValue>map(field -> JsonObject.of(field, new JsonString(order)))
            .toList());
  }

  private static JsonArray after(ListQuery query, Cursor cursor) {
    JsonArray place =
        JsonArray.of(
            JsonNumber.of(cursor.ledger()),
            JsonNumber.of(cursor.generation()),
            JsonNumber.of(cursor.position()));
    if (query.order() == Order.LEDGER) {
      return place;
    }
    List<JsonValue> all = new ArrayList<>(List.of(JsonNumber.of(cursor.time())));
    all.addAll(place.elements());
    return new JsonArray(all);
  }

  /** Every filter holds. */
  static JsonObject filtered(List<? extends JsonValue> filters) {
    return JsonObject.of("bool", JsonObject.of("filter", new JsonArray(List.copyOf(filters))));
  }

  /** A field that has a value. */
  static JsonObject term(String field, String value) {
    return JsonObject.of("term", JsonObject.of(field, new JsonString(value)));
  }

  /** A time at or beyond a bound. */
  static JsonObject range(String field, String operator, Instant time) {
    JsonObject bound =
        JsonObject.builder()
            .put(operator, time.toEpochMilli())
            .put("format", "epoch_millis")
            .build();
    return JsonObject.of("range", JsonObject.of(field, bound));
  }
}
