package io.countersign.query.opensearch;

import io.countersign.query.ListQuery;
import io.countersign.schemas.Indexes;
import io.countersign.schemas.alert.AlertState;
import io.countersign.schemas.document.AlertJson;
import io.countersign.schemas.json.JsonArray;
import io.countersign.schemas.json.JsonNumber;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonString;
import io.countersign.schemas.opensearch.SearchCluster;
import io.countersign.schemas.opensearch.SearchUnavailable;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Answers questions about alerts from the index. Every answer is about one tenant, and shows an
 * alert that has been quiet for long enough as closed. Calls block; safe for use by many threads.
 */
public final class AlertReader {
  private final Searches searches;

  public AlertReader(SearchCluster cluster, Indexes indexes) {
    this.searches = new Searches(cluster, indexes);
  }

  /**
   * Reads one page.
   *
   * @param state where they must stand at {@code now}; any when empty
   */
  public Page page(ListQuery query, Optional<AlertState> state, Instant now)
      throws SearchUnavailable {
    return searches
        .page(
            query,
            searches.progress(query.tenant()),
            state.map(wanted -> standing(wanted, now)).stream().toList())
        .shownAs(alert -> AlertJson.at(alert, now));
  }

  /** Reads one alert; empty when the tenant has none of that id. */
  public Optional<JsonObject> read(String tenant, String alertId, Instant now)
      throws SearchUnavailable {
    JsonObject body =
        JsonObject.builder()
            .put("size", 1)
            .put(
                "query",
                SearchBodies.filtered(
                    List.of(
                        SearchBodies.term("tenant", tenant),
                        SearchBodies.term("alertId", alertId))))
            .put("_source", JsonArray.ofStrings(List.of(Indexes.Kind.ALERTS.content())))
            .build();
    return searches.search(Indexes.Kind.ALERTS, body).stream()
        .map(hit -> hit.path("_source").path(Indexes.Kind.ALERTS.content()).asText())
        .map(Searches::object)
        .map(alert -> AlertJson.at(alert, now))
        .findFirst();
  }

  private static JsonObject standing(AlertState state, Instant now) {
    JsonObject recorded = SearchBodies.term("state", state.name());
    return switch (state) {
      case OPEN, ACKNOWLEDGED -> SearchBodies.filtered(List.of(recorded, quiet("gt", now)));
      case RESOLVED -> recorded;
      case CLOSED ->
          JsonObject.of(
              "bool",
              JsonObject.builder()
                  .put(
                      "should",
                      JsonArray.of(
                          recorded,
                          SearchBodies.filtered(
                              List.of(
                                  SearchBodies.anyOf(
                                      "state",
                                      List.of(
                                          AlertState.OPEN.name(), AlertState.ACKNOWLEDGED.name())),
                                  quiet("lte", now)))))
                  .put("minimum_should_match", JsonNumber.of(1))
                  .build());
    };
  }

  private static JsonObject quiet(String operator, Instant now) {
    return JsonObject.of(
        "range",
        JsonObject.of("quietUntil", JsonObject.of(operator, new JsonString(now.toString()))));
  }
}
