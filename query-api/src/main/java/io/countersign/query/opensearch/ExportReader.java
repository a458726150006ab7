package io.countersign.query.opensearch;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.query.ListQuery;
import io.countersign.query.Listing;
import io.countersign.query.export.ExportFormat;
import io.countersign.query.export.ExportRequest;
import io.countersign.query.export.ExportSource;
import io.countersign.query.export.Opening;
import io.countersign.query.export.Place;
import io.countersign.query.export.Row;
import io.countersign.query.export.RowText;
import io.countersign.query.opensearch.Searches.Progress;
import io.countersign.schemas.Indexes;
import io.countersign.schemas.json.JsonArray;
import io.countersign.schemas.json.JsonNumber;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonString;
import io.countersign.schemas.json.JsonValue;
import io.countersign.schemas.opensearch.SearchCluster;
import io.countersign.schemas.opensearch.SearchCluster.Answer;
import io.countersign.schemas.opensearch.SearchUnavailable;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;

/** Reads what is exported from the indexes: keyset pages in the order of the ledger. */
public final class ExportReader implements ExportSource {
  private static final int MAX_GENERATIONS = 1_000;

  private final SearchCluster cluster;
  private final Indexes indexes;
  private final Searches searches;
  private final InstantSource clock;

  public ExportReader(SearchCluster cluster, Indexes indexes, InstantSource clock) {
    this.cluster = cluster;
    this.indexes = indexes;
    this.searches = new Searches(cluster, indexes);
    this.clock = clock;
  }

  @Override
  public Opening open(ExportRequest request) throws Unavailable {
    try {
      Progress progress = searches.progress(request.tenant());
      Place upTo = new Place(progress.ledger(), progress.generation(), progress.position());
      Opening opening = new Opening(clock.instant(), progress.readUpTo(), upTo, 0);
      long total = count(request, ExportBodies.count(request.query(), opening));
      return new Opening(opening.startedAt(), opening.readUpTo(), upTo, total);
    } catch (SearchUnavailable e) {
      throw unavailable(e);
    }
  }

  private long count(ExportRequest request, JsonObject body) throws SearchUnavailable {
    Answer answer = ask(request, "_count", Map.of(), body);
    return answer.body().path("count").asLong();
  }

  @Override
  public List<Row> read(ExportRequest request, Opening opening, Optional<Place> after, int most)
      throws Unavailable {
    Listing listing = request.listing();
    boolean table = request.format() == ExportFormat.CSV;
    try {
      List<Row> rows = new ArrayList<>();
      JsonObject body = ExportBodies.page(request, opening, after, most, table);
      for (JsonNode hit : searches.search(listing.index(), body)) {
        JsonNode source = hit.path("_source");
        JsonNode sort = hit.path("sort");
        rows.add(
            new Row(
                new Place(sort.path(0).asInt(), sort.path(1).asInt(), sort.path(2).asLong()),
                source.path("tenantSequence").asLong(-1),
                source.path(ExportBodies.counted(listing)).asText(),
                table ? columns(listing, source) : Map.of(),
                source.path(listing.content()).asText()));
      }
      return rows;
    } catch (SearchUnavailable e) {
      throw unavailable(e);
    }
  }

  private static Map<String, String> columns(Listing listing, JsonNode source) {
    Map<String, String> columns = new LinkedHashMap<>();
    for (String name : RowText.columns(listing)) {
      JsonNode value = source.path(name);
      if (value.isArray()) {
        StringJoiner all = new StringJoiner(" ");
        value.forEach(each -> all.add(each.asText()));
        columns.put(name, all.toString());
      } else if (value.isValueNode()) {
        columns.put(name, value.asText());
      }
    }
    return columns;
  }

  @Override
  public List<Numbering> numbering(ExportRequest request, Opening opening) throws Unavailable {
    try {
      Answer answer =
          cluster.send(
              "POST",
              "/" + indexes.alias(Indexes.Kind.TIMELINE) + "/_search",
              Map.of("allow_partial_search_results", "false"),
              ExportBodies.numbering(request.range(), opening, MAX_GENERATIONS));
      if (!answer.succeeded() || answer.body().path("timed_out").asBoolean()) {
        throw Searches.unavailable(answer);
      }
      List<Numbering> numbered = new ArrayList<>();
      for (JsonNode bucket :
          answer.body().path("aggregations").path("generations").path("buckets")) {
        numbered.add(
            new Numbering(
                bucket.path("key").asInt(),
                (long) bucket.path("first").path("value").asDouble(),
                (long) bucket.path("last").path("value").asDouble(),
                bucket.path("doc_count").asLong()));
      }
      return numbered;
    } catch (SearchUnavailable e) {
      throw unavailable(e);
    }
  }

  private Answer ask(
      ExportRequest request, String what, Map<String, String> parameters, JsonObject body)
      throws SearchUnavailable {
    Answer answer =
        cluster.send(
            "POST", "/" + indexes.alias(request.listing().index()) + "/" + what, parameters, body);
    if (!answer.succeeded() || answer.body().path("_shards").path("failed").asInt() > 0) {
      throw Searches.unavailable(answer);
    }
    return answer;
  }

  private static Unavailable unavailable(SearchUnavailable e) {
    return new Unavailable(String.valueOf(e.getMessage()), e);
  }

  /** Search requests of exports. */
  private static final class ExportBodies {
    private ExportBodies() {}

    /** The field that entries are counted by. */
    static String counted(Listing listing) {
      return listing == Listing.CALLS ? "state" : "code";
    }

    static JsonObject page(
        ExportRequest request, Opening opening, Optional<Place> after, int size, boolean table) {
      Listing listing = request.listing();
      List<String> fields = new ArrayList<>();
      fields.add(listing.content());
      fields.add(counted(listing));
      if (listing == Listing.EVENTS) {
        fields.add("tenantSequence");
      }
      if (table) {
        RowText.columns(listing).stream()
            .filter(name -> !fields.contains(name))
            .forEach(fields::add);
      }
      JsonString order = new JsonString(request.newestFirst() ? "desc" : "asc");
      JsonObject.Builder body =
          JsonObject.builder()
              .put("size", size)
              .put("track_total_hits", false)
              .put("query", within(request.query(), opening))
              .put("_source", JsonArray.ofStrings(fields))
              .put(
                  "sort",
                  JsonArray.of(
                      JsonObject.of("ledger", order),
                      JsonObject.of("generation", order),
                      JsonObject.of(listing.positionField(), order)));
      after.ifPresent(
          place ->
              body.put(
                  "search_after",
                  JsonArray.of(
                      JsonNumber.of(place.ledger()),
                      JsonNumber.of(place.generation()),
                      JsonNumber.of(place.position()))));
      return body.build();
    }

    static JsonObject count(ListQuery query, Opening opening) {
      return JsonObject.of("query", within(query, opening));
    }

    static JsonObject numbering(ListQuery range, Opening opening, int size) {
      JsonObject generations =
          JsonObject.of(
              "terms",
              JsonObject.builder()
                  .put("field", "generation")
                  .put("size", size)
                  .put("order", JsonObject.of("_key", new JsonString("asc")))
                  .build(),
              "aggs",
              JsonObject.of("first", of("min"), "last", of("max")));
      return JsonObject.builder()
          .put("size", 0)
          .put("track_total_hits", false)
          .put("query", within(range, opening))
          .put("aggs", JsonObject.of("generations", generations))
          .build();
    }

    private static JsonObject of(String kind) {
      return JsonObject.of(kind, JsonObject.of("field", new JsonString("tenantSequence")));
    }

    /** What the list holds, up to where the export was opened. */
    private static JsonObject within(ListQuery query, Opening opening) {
      Place upTo = opening.upTo();
      JsonObject listed =
          Matching.of(
              query, new Progress(1, upTo.ledger(), upTo.generation(), upTo.position()), List.of());
      JsonObject earlier = range("generation", "lt", opening.upTo().generation());
      JsonObject present =
          all(
              List.of(
                  JsonObject.of(
                      "term",
                      JsonObject.of("generation", JsonNumber.of(opening.upTo().generation()))),
                  range(query.listing().positionField(), "lte", opening.upTo().position())));
      JsonObject either =
          JsonObject.of(
              "bool",
              JsonObject.builder()
                  .put("should", JsonArray.of(earlier, present))
                  .put("minimum_should_match", 1)
                  .build());
      return all(
          List.of(
              listed,
              JsonObject.of("term", JsonObject.of("ledger", JsonNumber.of(upTo.ledger()))),
              either));
    }

    private static JsonObject all(List<JsonValue> filters) {
      return JsonObject.of("bool", JsonObject.of("filter", new JsonArray(filters)));
    }

    private static JsonObject range(String field, String operator, long value) {
      return JsonObject.of(
          "range", JsonObject.of(field, JsonObject.of(operator, JsonNumber.of(value))));
    }
  }
}
