package io.countersign.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the user in front of the client is asked, and what becomes of his answer. */
class StdioConfirmationTest extends PlayedApprovalStdio {

  private static final String ANY_FORM = "{\"elicitation\":{}}";

  @BeforeEach
  void confirm() {
    settings = settings.confirming(true);
  }

  private JsonNode asked(RunningStdio gateway, String capabilities) throws Exception {
    gateway.initialize(1, capabilities);
    gateway.call(7, TOOL);
    return gateway.receive();
  }

  private static void say(RunningStdio gateway, JsonNode question, String action) throws Exception {
    gateway.send(
        "{\"jsonrpc\":\"2.0\",\"id\":%s,\"result\":{\"action\":\"%s\",\"content\":{}}}"
            .formatted(question.get("id"), action));
  }

  @Test
  void tellsThatTheUserWantsItAndWaitsForTheApproversAllTheSame() throws Exception {
    try (RunningStdio gateway = gateway()) {
      JsonNode question = asked(gateway, ANY_FORM);
      assertThat(question.path("method").asText()).isEqualTo("elicitation/create");
      assertThat(question.at("/params/message").asText())
          .isEqualTo(
              "Do you want this? ask_pay with {\"n\":7} (approval %s: 0 of 2 votes). Others still have to approve it."
                  .formatted(approvals.shortCode(TOOL)));
      assertThat(question.at("/params/requestedSchema/type").asText()).isEqualTo("object");
      assertThat(question.path("params").has("mode")).isFalse();
      say(gateway, question, "accept");
      approvals.awaitConfirmed();
      assertThat(approvals.confirmed()).containsExactly(approvals.callId(TOOL));
      assertThat(approvals.claims()).isEmpty();
      assertNothingSent(gateway);
      approvals.approve(TOOL);
      assertThat(gateway.receive().at("/result/echo/n").asInt()).isEqualTo(7);
      assertThat(gateway.recordedText())
          .as("the answer was the gateway's")
          .doesNotContain("accept");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"decline", "cancel"})
  void takesBackACallThatTheUserDoesNotWant(String action) throws Exception {
    try (RunningStdio gateway = gateway()) {
      say(gateway, asked(gateway, "{\"elicitation\":{\"form\":{}}}"), action);
      JsonNode answer = gateway.receive();
      assertThat(text(answer)).contains("NOT_CONFIRMED");
      assertThat(retryable(answer)).isFalse();
      approvals.awaitCancelled();
      assertThat(approvals.cancelled()).containsExactly(approvals.callId(TOOL));
      assertNothingSent(gateway);
    }
  }

  @Test
  void asksNobodyTwice() throws Exception {
    hold(Duration.ofMillis(800));
    try (RunningStdio gateway = gateway()) {
      say(gateway, asked(gateway, ANY_FORM), "accept");
      assertThat(text(gateway.receive())).startsWith("Approval is pending");
      approvals.awaitConfirmed();
      gateway.call(7, TOOL);
      assertThat(text(gateway.receive())).startsWith("Approval is pending");
    }
  }

  @Test
  void takesTheQuestionBackWhenTheCallIsHeldNoLonger() throws Exception {
    hold(Duration.ofMillis(300));
    try (RunningStdio gateway = gateway()) {
      JsonNode question = asked(gateway, ANY_FORM);
      JsonNode back = gateway.receive();
      assertThat(back.path("method").asText()).isEqualTo("notifications/cancelled");
      assertThat(back.at("/params/requestId")).isEqualTo(question.get("id"));
      assertThat(text(gateway.receive())).startsWith("Approval is pending");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"elicitation\":{\"url\":{}}}", "{\"elicitation\":true}"})
  void asksNobodyThroughAClientThatCannot(String capabilities) throws Exception {
    try (RunningStdio gateway = gateway()) {
      gateway.initialize(1, capabilities);
      gateway.call(7, TOOL);
      approvals.awaitLook();
      approvals.approve(TOOL);
      assertThat(gateway.receive().at("/result/echo/n").asInt()).isEqualTo(7);
    }
  }

  @Test
  void showsTheApprovalPageThroughAClientThatCan() throws Exception {
    hold(Duration.ZERO);
    try (RunningStdio gateway = gateway()) {
      JsonNode answer = asked(gateway, "{\"elicitation\":{\"url\":{}}}");
      assertThat(answer.at("/error/code").asInt()).isEqualTo(-32042);
      JsonNode page = answer.at("/error/data/elicitations/0");
      assertThat(page.path("mode").asText()).isEqualTo("url");
      assertThat(page.path("url").asText()).isEqualTo(PlayedApprovals.URL);
      assertThat(page.path("elicitationId").asText()).isEqualTo(approvals.callId(TOOL));
      assertThat(page.path("message").asText()).contains(approvals.shortCode(TOOL));
      assertThat(answer.at("/error/message").asText()).startsWith("Approval is pending");
    }
  }

  @Test
  void leavesTheServersOwnQuestionsToTheServer() throws Exception {
    try (RunningStdio gateway = gateway()) {
      asked(gateway, ANY_FORM);
      gateway.send(
          "{\"jsonrpc\":\"2.0\",\"id\":\"countersign-1\",\"result\":{\"action\":\"accept\"}}");
      gateway.awaitRecorded("countersign-1");
      assertThat(approvals.confirmed()).isEmpty();
    }
  }
}
