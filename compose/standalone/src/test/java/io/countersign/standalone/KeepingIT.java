package io.countersign.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Retention, legal holds and saved searches: what goes in by one door is shown by the other. */
@ExtendWith(SharedSystem.class)
class KeepingIT {
  private final WholeSystem system;
  private final Api api;
  private final String tenant = Api.newTenant();
  private final String operator;
  private final String auditor;

  KeepingIT(WholeSystem system) {
    this.system = system;
    this.api = system.api();
    this.operator = system.operator(tenant);
    this.auditor = system.auditor(tenant);
  }

  @Test
  void showsTheRetentionThatIsInForceAndTheOneBefore() {
    api.get("/v1/retention", auditor).expect(404);
    retention("[{\"recordClass\": \"CALLS\", \"days\": 400}]");
    JsonNode first = whenItSays("/v1/retention", "classes", "400");
    assertThat(first.path("classes")).hasSize(1);
    assertThat(first.path("classes").path(0).path("recordClass").asText()).isEqualTo("CALLS");

    retention("[{\"recordClass\": \"CALLS\", \"days\": 500}]");
    JsonNode second = whenItSays("/v1/retention", "classes", "500");
    assertThat(second.path("previous").toString()).contains("400");
  }

  @Test
  void showsAHoldUntilItIsReleasedAndThenWhoReleasedIt() {
    api.put("/v1/holds/case-17", operator, "{\"scope\": {\"runId\": \"r-1\"}, \"reason\": \"x\"}")
        .expect(201);
    JsonNode placed = whenItSays("/v1/holds/case-17", "state", "IN_FORCE");
    assertThat(placed.path("scope").path("runId").asText()).isEqualTo("r-1");
    assertThat(placed.path("placed").toString()).contains("operator");
    assertThat(holds("IN_FORCE")).hasSize(1);

    api.delete("/v1/holds/case-17", operator, "{\"reason\": \"settled\"}").expect(200);
    JsonNode released = whenItSays("/v1/holds/case-17", "state", "RELEASED");
    assertThat(released.path("released").toString()).contains("settled");
    assertThat(holds("IN_FORCE")).isEmpty();
    assertThat(holds("RELEASED")).hasSize(1);
  }

  private JsonNode holds(String state) {
    return api.get("/v1/holds?state=" + state, auditor).expect(200).json().path("holds");
  }

  @Test
  void asksASavedSearchByItsNameAndCountsIt() {
    for (int i = 0; i < 3; i++) {
      api.post(
              "/v1/calls", system.gateway(tenant), Api.call(tenant, "run-" + i, "unheard_of", "{}"))
          .expect(200);
    }
    api.put(
            "/v1/searches/denied",
            auditor,
            """
            {"description": "for the weekly review", "parameters": [
              {"name": "code", "value": "CS2001W"}, {"name": "verdict", "value": "DENY"},
              {"name": "order", "value": "asc"}, {"name": "limit", "value": "2"},
              {"name": "facets", "value": "reason"}]}""")
        .expect(200);
    JsonNode saved = whenItSays("/v1/searches/denied", "state", "SET");
    assertThat(saved.path("parameters")).hasSize(5);

    JsonNode page =
        Eventually.get(
            () -> {
              JsonNode found = api.get("/v1/events?saved=denied", auditor).expect(200).json();
              assertThat(found.path("total").asLong()).isEqualTo(3);
              return found;
            });
    assertThat(page.path("events")).hasSize(2);
    assertThat(page.path("events").path(0).path("runId").asText()).isEqualTo("run-0");
    JsonNode own = api.get("/v1/events?saved=denied&limit=3", auditor).expect(200).json();
    assertThat(own.path("events")).hasSize(3);
    // what orders and cuts a list means nothing to a count
    JsonNode counted = api.get("/v1/stats?saved=denied", auditor).expect(200).json();
    assertThat(counted.path("total").asLong()).isEqualTo(3);
    assertThat(api.get("/v1/stats?saved=denied&limit=3", auditor).expect(400).body())
        .contains("no entries are listed");

    api.delete("/v1/searches/denied", auditor, "{}").expect(200);
    whenItSays("/v1/searches/denied", "state", "REMOVED");
    assertThat(api.get("/v1/events?saved=denied", auditor).expect(400).body())
        .contains("Expected the name of a saved search");
  }

  private void retention(String classes) {
    api.put(
            "/v1/retention",
            operator,
            "{\"classes\": %s, \"reason\": \"the works council asks for it\"}".formatted(classes))
        .expect(200);
  }

  private JsonNode whenItSays(String path, String member, String text) {
    return Eventually.get(
        () -> {
          JsonNode shown = api.get(path, auditor).expect(200).json();
          assertThat(shown.path(member).toString()).contains(text);
          return shown;
        });
  }
}
