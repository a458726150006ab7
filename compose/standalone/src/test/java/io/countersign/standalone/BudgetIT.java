package io.countersign.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Budgets hold when everybody asks at once, and what a call did not need is free again at once. */
@ExtendWith(SharedSystem.class)
class BudgetIT {
  private static final int CALLERS = 200;
  private static final int LIMIT = 50;

  private final WholeSystem system;
  private final Api api;
  private final String tenant = Api.newTenant();
  private final String gateway;

  BudgetIT(WholeSystem system) {
    this.system = system;
    this.api = system.api();
    this.gateway = system.gateway(tenant);
  }

  @Test
  void allowsExactlyAsManyOfTwoHundredCallsAtOnceAsTheBudgetHas() throws Exception {
    system.register(tenant, "get_ticket", "READ");
    budget("{\"calls\": " + LIMIT + "}");
    List<JsonNode> answers = new ArrayList<>();
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<JsonNode>> asked =
          IntStream.range(0, CALLERS)
              .mapToObj(number -> callers.submit(() -> ask("crowd", "")))
              .toList();
      for (Future<JsonNode> answer : asked) {
        answers.add(answer.get());
      }
    } catch (ExecutionException e) {
      throw new AssertionError("Expected every caller to be answered", e.getCause());
    }
    Map<String, Long> verdicts =
        answers.stream()
            .map(answer -> answer.path("verdict").asText())
            .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    assertThat(verdicts)
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("ALLOW", (long) LIMIT, "DENY", (long) CALLERS - LIMIT));
    assertThat(answers)
        .filteredOn(answer -> answer.path("verdict").asText().equals("DENY"))
        .allSatisfy(
            answer -> assertThat(answer.findValuesAsText("code")).contains("BUDGET_EXHAUSTED"));
    Eventually.get(
        () -> {
          JsonNode node =
              api.get("/v1/budgets", system.auditor(tenant))
                  .expect(200)
                  .json()
                  .path("budgets")
                  .get(0);
          assertThat(node.toString()).contains("\"reserved\"");
          assertThat(node.findPath("reserved").path("calls").asInt()).isEqualTo(LIMIT);
          return true;
        });
  }

  @Test
  void freesAtOnceWhatAnEarlyOutcomeDidNotUse() {
    system.register(tenant, "get_ticket", "READ");
    budget("{\"moneyMicros\": 1000}");
    String bound = ", \"bound\": {\"calls\": 1, \"moneyMicros\": 600}";
    JsonNode first = ask("money", bound);
    assertThat(first.path("verdict").asText()).isEqualTo("ALLOW");
    assertThat(ask("money", bound).path("verdict").asText()).isEqualTo("DENY");
    api.post(
            "/v1/calls/" + first.path("callId").asText() + "/outcome",
            gateway,
            "{\"status\": \"SUCCEEDED\", \"usage\": {\"calls\": 1, \"moneyMicros\": 100}}")
        .expect(200);
    assertThat(ask("money", bound).path("verdict").asText())
        .as("100 are settled, 900 are left")
        .isEqualTo("ALLOW");
    assertThat(ask("money", bound).path("verdict").asText()).isEqualTo("DENY");
  }

  private void budget(String limits) {
    api.put(
            "/v1/budgets/month",
            system.operator(tenant),
            "{\"node\": {}, \"window\": \"MONTH\", \"limits\": " + limits + "}")
        .expect(201);
  }

  private JsonNode ask(String runId, String more) {
    return api.post("/v1/calls", gateway, Api.call(tenant, runId, "get_ticket", "{}", more))
        .expect(200)
        .json();
  }
}
