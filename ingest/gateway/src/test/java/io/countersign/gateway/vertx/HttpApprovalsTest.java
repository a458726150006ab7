package io.countersign.gateway.vertx;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.countersign.gateway.Identity;
import io.countersign.gateway.PlayedApprovals;
import io.countersign.gateway.PlayedIngest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Calls that wait for their approval over Streamable HTTP. */
class HttpApprovalsTest extends PlayedHttp {

  private static final String WITH_PROGRESS =
      "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"%s\",\"arguments\":{},\"_meta\":{\"progressToken\":5}}}";
  private static final String SESSION = "Mcp-Session-Id";

  private PlayedApprovals approvals;

  @BeforeEach
  void nameTheServer() {
    approvals = ingest.approvals();
    settings =
        settings
            .confirming(true)
            .with(
                new Identity(
                    "acme", "dev", "ana", "user", List.of(), List.of(), null, null, "bank"));
    hold(Duration.ofSeconds(60));
  }

  private void hold(Duration time) {
    restart(
        settings.with(settings.limits().withHoldApproval(time)),
        HttpGatewaySettings.loopback(upstream.url()));
  }

  private static <T> T get(CompletableFuture<T> future) throws Exception {
    return future.get(PlayedIngest.PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  /** The frames in a stream of events. */
  private static List<JsonNode> frames(String stream) throws Exception {
    List<JsonNode> frames = new ArrayList<>();
    for (String line : stream.split("\r?\n", -1)) {
      if (line.startsWith("data:")) {
        frames.add(new JsonMapper().readTree(line.substring(5)));
      }
    }
    return frames;
  }

  private HttpResponse<String> approvedWhileHeld(String tool) throws Exception {
    CompletableFuture<HttpResponse<String>> held = postAsync(WITH_PROGRESS.formatted(tool));
    approvals.awaitLook();
    approvals.approve(tool);
    HttpResponse<String> response = get(held);
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type")).hasValue("text/event-stream");
    return response;
  }

  @Test
  void goesOnWithTheStandingApprovalWhenTheCallIsMadeAgain() throws Exception {
    hold(Duration.ZERO);
    JsonNode pending = json(call("ask_pay"));
    assertThat(pending.at("/result/content/0/text").asText()).startsWith("Approval is pending");
    assertThat(upstream.bodies).isEmpty();
    approvals.approve("ask_pay");
    assertThat(json(call("ask_pay")).has("result")).isTrue();
    assertThat(upstream.bodies).hasSize(1);
    assertThat(approvals.claims()).hasSize(1);
    JsonNode outcome = ingest.awaitOutcomeOf(approvals.callId("ask_pay"));
    assertThat(outcome.path("claimId")).isEqualTo(approvals.claims().getFirst().path("claimId"));
  }

  @Test
  void tellsProgressInAStreamThatEndsWithTheServersDocument() throws Exception {
    List<JsonNode> frames = frames(approvedWhileHeld("ask_pay").body());
    assertThat(frames.getFirst().path("method").asText()).isEqualTo("notifications/progress");
    assertThat(frames.getFirst().at("/params/progressToken").asInt()).isEqualTo(5);
    assertThat(frames.getLast().path("id").asInt()).isEqualTo(1);
    assertThat(frames.getLast().has("result")).isTrue();
    assertThat(ingest.awaitOutcome("ask_pay").path("status").asText()).isEqualTo("SUCCEEDED");
  }

  @Test
  void tellsProgressInAStreamThatGoesOnWithTheServersEvents() throws Exception {
    List<JsonNode> frames = frames(approvedWhileHeld("ask_events").body());
    assertThat(frames.getLast().has("result")).isTrue();
    assertThat(frames.size()).isGreaterThan(2);
    assertThat(ingest.awaitOutcome("ask_events").path("status").asText()).isEqualTo("SUCCEEDED");
  }

  @Test
  void endsTheStreamWithAnErrorWhenTheServerAnswersWithNone() throws Exception {
    JsonNode refused = frames(approvedWhileHeld("ask_refused").body()).getLast();
    assertThat(refused.at("/error/message").asText()).contains("HTTP status 404");
    assertThat(ingest.awaitOutcome("ask_refused").path("errorClass").asText())
        .isEqualTo("http:404");
    JsonNode lost = frames(approvedWhileHeld("ask_lost").body()).getLast();
    assertThat(lost.at("/error/message").asText()).contains("was lost");
  }

  @Test
  void endsTheStreamWithTheDenial() throws Exception {
    CompletableFuture<HttpResponse<String>> held = postAsync(WITH_PROGRESS.formatted("ask_pay"));
    approvals.awaitLook();
    approvals.become("ask_pay", "DENIED");
    JsonNode last = frames(get(held).body()).getLast();
    assertThat(last.at("/result/content/0/text").asText()).contains("APPROVAL_DENIED");
    assertThat(upstream.bodies).isEmpty();
  }

  @Test
  void sendsOneDocumentToAClientThatTakesNoEvents() throws Exception {
    CompletableFuture<HttpResponse<String>> held =
        client.sendAsync(
            java.net.http.HttpRequest.newBuilder(url())
                .header("Content-Type", "application/json")
                .header("Accept", "application/json")
                .POST(
                    java.net.http.HttpRequest.BodyPublishers.ofString(
                        WITH_PROGRESS.formatted("ask_pay")))
                .build(),
            BodyHandlers.ofString());
    approvals.awaitLook();
    approvals.approve("ask_pay");
    assertThat(json(get(held)).has("result")).isTrue();
  }

  @Test
  void stopsLookingWhenTheClientLeavesAndGoesOnWhenItComesBack() throws Exception {
    CompletableFuture<HttpResponse<String>> held =
        postAsync(CALL.formatted("ask_pay"), SESSION, "s-a");
    approvals.awaitLook();
    held.cancel(true);
    awaitFreeId();
    approvals.approve("ask_pay");
    assertThat(json(call("ask_pay")).has("result")).isTrue();
    assertThat(approvals.claims()).hasSize(1);
    assertThat(approvals.cancelled()).isEmpty();
    assertThat(upstream.bodies.stream().filter(body -> body.contains("tools/call"))).hasSize(1);
  }

  /** The id of the call stands for it as long as the gateway waits for its approval. */
  private void awaitFreeId() throws Exception {
    long end = System.nanoTime() + PlayedIngest.PATIENCE.toNanos();
    String ping = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}";
    while (post(ping, SESSION, "s-a").statusCode() != 200) {
      assertThat(System.nanoTime()).as("waiting until the call is given up").isLessThan(end);
    }
  }

  @Test
  void endsTheAnswerOfACallThatWasCancelledWhileItWasHeld() throws Exception {
    CompletableFuture<HttpResponse<String>> held =
        postAsync(CALL.formatted("ask_pay"), SESSION, "s-a");
    approvals.awaitLook();
    post(
        "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":1}}",
        SESSION,
        "s-a");
    assertThat(get(held).body()).isEmpty();
    assertThat(approvals.claims()).isEmpty();
  }

  @Test
  void tellsThoseThatWaitThatTheirApprovalIsPendingWhenItStops() throws Exception {
    CompletableFuture<HttpResponse<String>> held = postAsync(CALL.formatted("ask_pay"));
    approvals.awaitLook();
    gateway.close();
    assertThat(json(get(held)).at("/result/content/0/text").asText())
        .startsWith("Approval is pending");
  }

  @Test
  void asksTheUserInTheStreamAndTakesTheAnswerFromAnotherRequest() throws Exception {
    post(
        "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{\"capabilities\":{\"elicitation\":{}}}}",
        SESSION,
        "s-a");
    CompletableFuture<HttpResponse<java.util.stream.Stream<String>>> held =
        client.sendAsync(
            java.net.http.HttpRequest.newBuilder(url())
                .headers("Content-Type", "application/json", SESSION, "s-a")
                .header("Accept", "application/json, text/event-stream")
                .POST(java.net.http.HttpRequest.BodyPublishers.ofString(CALL.formatted("ask_pay")))
                .build(),
            BodyHandlers.ofLines());
    var lines = get(held).body().iterator();
    assertThat(lines.next()).isEqualTo("event: message");
    JsonNode question = frames(lines.next()).getFirst();
    assertThat(question.path("method").asText()).isEqualTo("elicitation/create");
    int before = upstream.bodies.size();
    HttpResponse<String> taken =
        post(
            "{\"jsonrpc\":\"2.0\",\"id\":%s,\"result\":{\"action\":\"decline\"}}"
                .formatted(question.get("id")),
            SESSION,
            "s-a");
    assertThat(taken.statusCode()).isEqualTo(202);
    StringBuilder rest = new StringBuilder();
    lines.forEachRemaining(line -> rest.append(line).append('\n'));
    assertThat(rest.toString()).contains("NOT_CONFIRMED");
    approvals.awaitCancelled();
    assertThat(upstream.bodies).hasSize(before);
  }
}
