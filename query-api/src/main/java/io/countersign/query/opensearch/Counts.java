package io.countersign.query.opensearch;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.query.BadQuery;
import io.countersign.query.Interval;
import io.countersign.query.ListQuery;
import io.countersign.query.Listing;
import io.countersign.query.Overview;
import io.countersign.query.Search;
import io.countersign.query.opensearch.Searches.Progress;
import io.countersign.schemas.json.JsonArray;
import io.countersign.schemas.json.JsonNumber;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonString;
import io.countersign.schemas.json.JsonValue;
import io.countersign.schemas.opensearch.SearchUnavailable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Counts what a list's filters find, by value and by time. */
final class Counts {
  /**
   * Values that each shard tells. With fewer different ones in every shard a facet is exact; with
   * more it says that it is not.
   */
  private static final int VALUES_OF_A_SHARD = 10_000;

  private final Searches searches;

  Counts(Searches searches) {
    this.searches = searches;
  }

  /**
   * Counts.
   *
   * @throws BadQuery when bars of the length that was asked for would be too many
   */
  Counted count(Search search, Progress progress) throws SearchUnavailable, BadQuery {
    ListQuery query = search.list();
    Overview overview = search.overview();
    Listing listing = query.listing();
    JsonObject matching = Matching.of(query, progress, List.of());
    Optional<Interval> interval =
        overview.histogram()
            ? Optional.of(interval(overview, span(listing, matching)))
            : Optional.empty();
    JsonObject.Builder counts = JsonObject.builder();
    for (String facet : overview.facets()) {
      String field = listing.field(facet);
      counts.put("of-" + facet, values(field, overview.top()));
      counts.put(
          "without-" + facet,
          JsonObject.of("missing", JsonObject.of("field", new JsonString(field))));
    }
    interval.ifPresent(length -> counts.put("bars", bars(listing.timeField(), length)));
    JsonNode answer = searches.answer(listing.index(), body(matching, counts.build()));
    JsonNode counted = answer.path("aggregations");
    JsonObject.Builder facets = JsonObject.builder();
    for (String facet : overview.facets()) {
      facets.put(facet, facet(counted.path("of-" + facet), counted.path("without-" + facet)));
    }
    return new Counted(
        answer.path("hits").path("total").path("value").asLong(),
        facets.build(),
        interval.map(length -> histogram(length, counted.path("bars"))),
        progress.readUpTo());
  }

  private Duration span(Listing listing, JsonObject matching) throws SearchUnavailable {
    JsonObject field = JsonObject.of("field", new JsonString(listing.timeField()));
    JsonObject ends =
        JsonObject.of("first", JsonObject.of("min", field), "last", JsonObject.of("max", field));
    JsonNode found = searches.answer(listing.index(), body(matching, ends)).path("aggregations");
    return Duration.ofMillis(
        found.path("last").path("value").asLong() - found.path("first").path("value").asLong());
  }

  private static Interval interval(Overview overview, Duration span) throws BadQuery {
    if (overview.interval().isEmpty()) {
      return Interval.fitting(span);
    }
    Interval asked = overview.interval().get();
    if (!asked.fits(span)) {
      throw new BadQuery(
          "histogram",
          "Expected at most %s bars, but the entries span more: ask for longer bars, a shorter time or auto"
              .formatted(Interval.MAX_BARS));
    }
    return asked;
  }

  private static JsonObject body(JsonObject matching, JsonObject counts) {
    return JsonObject.builder()
        .put("size", 0)
        .put("track_total_hits", true)
        .put("query", matching)
        .put("aggs", counts)
        .build();
  }

  private static JsonObject values(String field, int top) {
    return JsonObject.of(
        "terms",
        JsonObject.builder()
            .put("field", field)
            .put("size", top)
            .put("shard_size", VALUES_OF_A_SHARD)
            .build());
  }

  private static JsonObject bars(String field, Interval length) {
    return JsonObject.of(
        "date_histogram",
        JsonObject.builder()
            .put("field", field)
            .put("fixed_interval", length.text())
            .put("min_doc_count", 1)
            .build());
  }

  private static JsonObject facet(JsonNode counted, JsonNode without) {
    List<JsonValue> values = new ArrayList<>();
    for (JsonNode bucket : counted.path("buckets")) {
      values.add(
          JsonObject.of(
              "count",
              JsonNumber.of(bucket.path("doc_count").asLong()),
              "value",
              new JsonString(bucket.path("key").asText())));
    }
    return JsonObject.builder()
        .put("exact", counted.path("doc_count_error_upper_bound").asLong() == 0)
        .put("other", counted.path("sum_other_doc_count").asLong())
        .put("values", new JsonArray(values))
        .put("without", without.path("doc_count").asLong())
        .build();
  }

  private static JsonObject histogram(Interval length, JsonNode counted) {
    List<JsonValue> bars = new ArrayList<>();
    for (JsonNode bucket : counted.path("buckets")) {
      bars.add(
          JsonObject.of(
              "count",
              JsonNumber.of(bucket.path("doc_count").asLong()),
              "from",
              new JsonString(Instant.ofEpochMilli(bucket.path("key").asLong()).toString())));
    }
    return JsonObject.of("bars", new JsonArray(bars), "interval", new JsonString(length.text()));
  }
}
