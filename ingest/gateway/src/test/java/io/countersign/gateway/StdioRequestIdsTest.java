package io.countersign.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An id of JSON-RPC stands for one request at a time, or answers would be mixed up. */
class StdioRequestIdsTest extends PlayedStdio {

  private static void refused(JsonNode answer) {
    assertThat(answer.at("/error/code").asInt()).isEqualTo(JsonRpc.INVALID_REQUEST);
    assertThat(answer.at("/error/message").asText()).startsWith("Expected a new id");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"marker\":0}",
        "{\"jsonrpc\":\"2.0\",\"id\":1.0,\"method\":\"ping\",\"marker\":0}",
        "{\"jsonrpc\":\"2.0\",\"id\":1e0,\"method\":\"tools/list\",\"marker\":0}",
        "[{\"jsonrpc\":\"2.0\",\"id\":5,\"method\":\"ping\"},{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"marker\":0}]",
      })
  void refusesAnotherRequestWithTheIdOfARunningCall(String frame) throws Exception {
    try (RunningStdio gateway = gateway()) {
      gateway.call(1, "hang");
      gateway.awaitRecorded("\"hang\"");
      gateway.send(frame);
      JsonNode answer = gateway.receive();
      if (answer.isArray()) {
        answer.forEach(StdioRequestIdsTest::refused);
      } else {
        refused(answer);
      }
      gateway.ping(5);
      assertThat(gateway.recordedText()).doesNotContain("marker");
    }
    assertThat(ingest.awaitOutcome("hang").path("status").asText()).isEqualTo("UNKNOWN");
  }

  @Test
  void refusesACallWithTheIdOfAnUnansweredRequest() throws Exception {
    try (RunningStdio gateway = gateway()) {
      gateway.send("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"silent\"}");
      gateway.call(1, "read");
      refused(gateway.receive());
      gateway.emit("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}");
      gateway.receive();
      gateway.call(1, "read");
      assertThat(gateway.receive().has("result")).isTrue();
    }
    assertThat(ingest.questions()).hasSize(1);
  }

  @Test
  void keepsTheIdOfACancelledCallUntilItsLateAnswer() throws Exception {
    try (RunningStdio gateway = gateway()) {
      gateway.call(1, "hang");
      gateway.awaitRecorded("\"hang\"");
      gateway.send(
          "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":1}}");
      assertThat(ingest.awaitOutcome("hang").path("errorClass").asText()).isEqualTo("cancelled");
      gateway.call(1, "read");
      refused(gateway.receive());
      gateway.emit("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"late\":true}}");
      gateway.receive();
      gateway.call(1, "read");
      assertThat(gateway.receive().at("/result/echo/n").asInt()).isEqualTo(1);
    }
    assertThat(ingest.awaitOutcome("read").at("/result/echo/n").asInt()).isEqualTo(1);
  }

  @Test
  void settlesACallWithItsIdHoweverTheServerWritesIt() throws Exception {
    try (RunningStdio gateway = gateway()) {
      gateway.call(1, "hang");
      gateway.awaitRecorded("\"hang\"");
      gateway.emit("{\"jsonrpc\":\"2.0\",\"id\":1.0,\"result\":{}}");
      assertThat(ingest.awaitOutcome("hang").path("status").asText()).isEqualTo("SUCCEEDED");
    }
  }

  @Test
  void letsAnsweredIdsBeUsedAgain() throws Exception {
    try (RunningStdio gateway = gateway()) {
      gateway.ping(1);
      gateway.ping(1);
      gateway.call(1, "read");
      gateway.receive();
      gateway.call(1, "read_again");
      assertThat(gateway.receive().has("result")).isTrue();
    }
    assertThat(ingest.outcomes()).hasSize(2);
  }
}
