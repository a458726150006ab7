package io.countersign.query.opensearch;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.query.UsageQuery;
import io.countersign.query.opensearch.Searches.Progress;
import io.countersign.schemas.Indexes;
import io.countersign.schemas.call.Verdict;
import io.countersign.schemas.json.JsonArray;
import io.countersign.schemas.json.JsonNull;
import io.countersign.schemas.json.JsonNumber;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonString;
import io.countersign.schemas.json.JsonValue;
import io.countersign.schemas.opensearch.SearchCluster;
import io.countersign.schemas.opensearch.SearchUnavailable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Sums up what calls have used. Every answer is about one tenant. Calls block; safe for use by many
 * threads.
 */
public final class UsageReader {
  private static final String WINDOW = "windowStart";

  /** What a row counts, by the verdict of the calls. */
  private static final Map<String, Verdict> COUNTED =
      new TreeMap<>(Map.of("allowed", Verdict.ALLOW, "asked", Verdict.ASK, "denied", Verdict.DENY));

  /** What a row sums up, by the field. */
  private static final Map<String, String> SUMMED =
      new TreeMap<>(
          Map.of(
              "calls", "usedCalls",
              "downstreamCalls", "usedDownstreamCalls",
              "moneyMicros", "usedMoneyMicros",
              "tokens", "usedTokens"));

  private final Searches searches;
  private final ControlReader controls;

  /**
   * A page of rows.
   *
   * @param rows the rows
   * @param next what tells the last row from others, when there are more
   * @param timeZone in which windows begin
   * @param readUpTo up to which position the tenant's ledger had been read
   */
  public record Rows(
      List<JsonObject> rows, Optional<JsonObject> next, String timeZone, JsonObject readUpTo) {
    public Rows {
      rows = List.copyOf(rows);
    }
  }

  public UsageReader(SearchCluster cluster, Indexes indexes) {
    this.searches = new Searches(cluster, indexes);
    this.controls = new ControlReader(cluster, indexes);
  }

  /** Reads one page of rows. */
  public Rows rows(UsageQuery query) throws SearchUnavailable {
    String tenant = query.calls().tenant();
    Progress progress = searches.progress(tenant);
    String timeZone =
        controls
            .settings(tenant)
            .object("settings")
            .flatMap(settings -> settings.string("timeZone"))
            .orElse("UTC");
    JsonNode counted =
        searches
            .answer(Indexes.Kind.CALLS, body(query, progress, timeZone))
            .path("aggregations")
            .path("rows")
            .path("buckets");
    List<JsonObject> rows = new ArrayList<>();
    Optional<JsonObject> last = Optional.empty();
    for (JsonNode bucket : counted) {
      if (rows.size() == query.calls().limit()) {
        return new Rows(rows, last, timeZone, progress.readUpTo());
      }
      rows.add(row(query, bucket));
      last = Optional.of(key(query, bucket));
    }
    return new Rows(rows, Optional.empty(), timeZone, progress.readUpTo());
  }

  private static JsonObject body(UsageQuery query, Progress progress, String timeZone) {
    JsonObject.Builder composite =
        JsonObject.builder()
            // one row more tells whether there is a next page
            .put("size", query.calls().limit() + 1)
            .put("sources", sources(query, timeZone));
    query.after().ifPresent(row -> composite.put("after", row));
    JsonObject.Builder within = JsonObject.builder();
    COUNTED.forEach(
        (name, verdict) ->
            within.put(
                name, JsonObject.of("filter", SearchBodies.term("verdict", verdict.name()))));
    SUMMED.forEach(
        (unit, field) ->
            within.put(
                "used-" + unit,
                JsonObject.of("sum", JsonObject.of("field", new JsonString(field)))));
    return JsonObject.builder()
        .put("size", 0)
        .put("track_total_hits", false)
        .put("query", Matching.of(query.calls(), progress, List.of()))
        .put(
            "aggs",
            JsonObject.of(
                "rows", JsonObject.of("composite", composite.build(), "aggs", within.build())))
        .build();
  }

  private static JsonArray sources(UsageQuery query, String timeZone) {
    List<JsonValue> sources = new ArrayList<>();
    query
        .window()
        .ifPresent(
            window ->
                sources.add(
                    JsonObject.of(
                        WINDOW,
                        JsonObject.of(
                            "date_histogram",
                            JsonObject.builder()
                                .put("field", query.calls().listing().timeField())
                                .put("calendar_interval", window.calendar())
                                .put("time_zone", timeZone)
                                .build()))));
    for (String field : query.by().fields()) {
      JsonObject terms =
          JsonObject.builder().put("field", field).put("missing_bucket", true).build();
      sources.add(JsonObject.of(field, JsonObject.of("terms", terms)));
    }
    return new JsonArray(sources);
  }

  private static JsonObject key(UsageQuery query, JsonNode bucket) {
    JsonObject.Builder key = JsonObject.builder();
    if (query.window().isPresent()) {
      key.put(WINDOW, bucket.path("key").path(WINDOW).asLong());
    }
    query.by().fields().forEach(field -> key.put(field, value(bucket, field)));
    return key.build();
  }

  private static JsonObject row(UsageQuery query, JsonNode bucket) {
    JsonObject.Builder row = JsonObject.builder().put("calls", bucket.path("doc_count").asLong());
    COUNTED.keySet().forEach(name -> row.put(name, bucket.path(name).path("doc_count").asLong()));
    JsonObject.Builder used = JsonObject.builder();
    boolean exact = true;
    for (String unit : SUMMED.keySet()) {
      double sum = bucket.path("used-" + unit).path("value").asDouble();
      // OpenSearch adds in doubles: whole numbers are exact as long as the sum is
      exact &= sum <= JsonNumber.MAX_SAFE_INTEGER;
      used.put(unit, JsonNumber.of((long) Math.min(sum, JsonNumber.MAX_SAFE_INTEGER)));
    }
    query.by().fields().forEach(field -> row.put(field, value(bucket, field)));
    return row.put("exact", exact)
        .put("used", used.build())
        .put(
            WINDOW,
            query.window().isPresent()
                ? new JsonString(
                    Instant.ofEpochMilli(bucket.path("key").path(WINDOW).asLong()).toString())
                : JsonNull.NULL)
        .build();
  }

  private static JsonValue value(JsonNode bucket, String field) {
    JsonNode value = bucket.path("key").path(field);
    return value.isNull() ? JsonNull.NULL : new JsonString(value.asText());
  }
}
