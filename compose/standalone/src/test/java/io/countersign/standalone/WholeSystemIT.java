package io.countersign.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** One call from its intent to the story an auditor reads, with every role and every server. */
@ExtendWith(SharedSystem.class)
class WholeSystemIT {
  private static final int AT_ONCE = 20;

  private final WholeSystem system;
  private final Api api;
  private final String tenant = Api.newTenant();

  WholeSystemIT(WholeSystem system) {
    this.system = system;
    this.api = system.api();
  }

  @BeforeEach
  void registerTools() {
    system.register(tenant, "get_ticket", "READ");
    system.register(tenant, "close_ticket", "WRITE");
  }

  @Test
  void aReadIsAllowedReportedAndTold() {
    JsonNode decision = ask(Api.call(tenant, "run-1", "get_ticket", "{\"id\": \"T-17\"}"));
    assertThat(decision.path("verdict").asText()).isEqualTo("ALLOW");

    report(decision, "{\"status\": \"SUCCEEDED\", \"result\": {\"title\": \"Printer\"}}")
        .expect(200);

    JsonNode story = system.story(tenant, "run-1", told -> told.path("complete").asBoolean());
    JsonNode call = only(story.path("calls"));
    assertThat(call.path("risk").asText()).isEqualTo("READ");
    assertThat(call.at("/actor/principal/id").asText()).isEqualTo("ana");
    assertThat(call.at("/intent/arguments/json/id").asText()).isEqualTo("T-17");
    assertThat(call.at("/decision/verdict").asText()).isEqualTo("ALLOW");
    assertThat(call.at("/outcome/status").asText()).isEqualTo("SUCCEEDED");
    assertThat(texts(story.path("events"), "type"))
        .containsExactly("IntentRecorded", "DecisionMade", "OutcomeRecorded");
    assertThat(story.path("findings")).isEmpty();
  }

  @Test
  void aWriteAndAnUnknownToolAreDeniedWithReasons() {
    JsonNode write = ask(Api.call(tenant, "run-2", "close_ticket", "{\"id\": \"T-17\"}"));
    JsonNode unknown = ask(Api.call(tenant, "run-2", "drop_everything", "{}"));

    assertThat(write.path("verdict").asText()).isEqualTo("DENY");
    assertThat(failed(write)).containsExactly("TOOL_UNVERIFIED");
    assertThat(unknown.path("verdict").asText()).isEqualTo("DENY");
    assertThat(failed(unknown)).containsExactly("TOOL_UNKNOWN");
    JsonNode story = system.story(tenant, "run-2", told -> told.path("calls").size() == 2);
    assertThat(texts(story.path("calls"), "state")).containsOnly("DENIED");
  }

  @Test
  void anIntentWithoutAPrincipalIsDeniedAndStillInTheStory() {
    String request =
        """
        {"runId": "run-3", "tenant": "%s", "environment": "prod",
         "actor": {"agent": {"id": "bot", "version": "1"}, "client": {"name": "test", "version": "1"}},
         "tool": {"server": "tickets", "name": "get_ticket", "version": "1.0.0"}, "arguments": {}}"""
            .formatted(tenant);

    JsonNode decision = ask(request);

    assertThat(decision.path("verdict").asText()).isEqualTo("DENY");
    assertThat(failed(decision)).containsExactly("ATTRIBUTION_MISSING");
    JsonNode story = system.story(tenant, "run-3", told -> told.path("calls").size() == 1);
    assertThat(texts(story.path("events"), "type"))
        .containsExactly("IntentRecorded", "DecisionMade");
  }

  @Test
  void theSameCallSentTwentyTimesAtOnceGetsOneDecision() throws Exception {
    UUID callId = newCallId();
    String request =
        Api.call(tenant, "run-4", "get_ticket", "{}", ", \"callId\": \"" + callId + "\"");
    String token = system.gateway(tenant);
    List<JsonNode> answers;
    try (ExecutorService senders = Executors.newFixedThreadPool(AT_ONCE)) {
      List<Callable<JsonNode>> sends =
          IntStream.range(0, AT_ONCE)
              .<Callable<JsonNode>>mapToObj(
                  i -> () -> decided(api.post("/v1/calls", token, request).expect(200).json()))
              .toList();
      answers = senders.invokeAll(sends).stream().map(Future::resultNow).toList();
    }

    assertThat(answers).hasSize(AT_ONCE).containsOnly(answers.getFirst());
    JsonNode story = system.story(tenant, "run-4", told -> told.path("calls").size() == 1);
    assertThat(texts(story.path("events"), "type"))
        .as("repeats are told as such")
        .containsOnlyOnce("IntentRecorded", "DecisionMade")
        .containsOnly("IntentRecorded", "DecisionMade", "CommandRejected");
  }

  /** What every answer about a call says; how the rules met it stands in the first one only. */
  private static JsonNode decided(JsonNode answer) {
    return ((ObjectNode) answer)
        .retain("callId", "runId", "verdict", "reasons", "actionDigest", "position", "validUntil");
  }

  @Test
  void anOutcomeOfADeniedCallIsAFindingInTheStory() {
    JsonNode denied = ask(Api.call(tenant, "run-5", "close_ticket", "{}"));

    report(denied, "{\"status\": \"SUCCEEDED\"}");

    JsonNode story = system.story(tenant, "run-5", told -> !told.path("findings").isEmpty());
    assertThat(texts(story.path("events"), "type")).contains("FindingRaised");
    assertThat(only(story.path("calls")).path("findingCount").asInt()).isPositive();
  }

  @Test
  void anotherTenantsTokenFindsNothing() {
    ask(Api.call(tenant, "run-6", "get_ticket", "{}"));
    system.story(tenant, "run-6", told -> told.path("calls").size() == 1);
    String stranger = system.auditor(Api.newTenant());

    assertThat(api.get("/v1/runs/run-6", stranger).expect(404).code()).isEqualTo("not-found");
    api.get("/v1/runs/run-6?tenant=" + tenant, stranger).expect(404);
    api.get("/v1/events?tenant=" + tenant, stranger).expect(404);
    assertThat(api.get("/v1/runs/run-none", stranger).body())
        .as("what is not there looks the same")
        .isEqualTo(api.get("/v1/runs/run-6?tenant=" + tenant, stranger).body());
  }

  @Test
  void aGatewayOfAnotherTenantIsRefusedAndNothingIsRecorded() {
    String stranger = system.gateway(Api.newTenant());

    api.post("/v1/calls", stranger, Api.call(tenant, "run-7", "get_ticket", "{}")).expect(403);

    ask(Api.call(tenant, "run-8", "get_ticket", "{}"));
    system.story(tenant, "run-8", told -> told.path("calls").size() == 1);
    api.get("/v1/runs/run-7", system.auditor(tenant)).expect(404);
  }

  private JsonNode ask(String request) {
    return api.post("/v1/calls", system.gateway(tenant), request).expect(200).json();
  }

  private Api.Answer report(JsonNode decision, String outcome) {
    String callId = decision.path("callId").asText();
    return api.post("/v1/calls/" + callId + "/outcome", system.gateway(tenant), outcome);
  }

  private static List<String> failed(JsonNode decision) {
    return StreamSupport.stream(decision.path("reasons").spliterator(), false)
        .filter(reason -> reason.path("result").asText().equals("FAILED"))
        .map(reason -> reason.path("code").asText())
        .toList();
  }

  private static List<String> texts(JsonNode array, String member) {
    return StreamSupport.stream(array.spliterator(), false)
        .map(item -> item.path(member).asText())
        .toList();
  }

  private static JsonNode only(JsonNode array) {
    assertThat(array).hasSize(1);
    return array.get(0);
  }

  /** A UUIDv7 of now, made from a random one. */
  private static UUID newCallId() {
    UUID random = UUID.randomUUID();
    long high =
        (System.currentTimeMillis() << 16) | 0x7000L | (random.getMostSignificantBits() & 0x0fffL);
    return new UUID(high, random.getLeastSignificantBits());
  }
}
