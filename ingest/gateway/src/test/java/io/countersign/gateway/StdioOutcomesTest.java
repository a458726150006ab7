package io.countersign.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the gateway reports about calls that it forwarded over stdio. */
class StdioOutcomesTest extends PlayedStdio {

  @Test
  void reportsAToolsOwnError() throws Exception {
    try (RunningStdio gateway = gateway()) {
      gateway.call(1, "tool_error");
      gateway.receive();
      JsonNode outcome = ingest.awaitOutcome("tool_error");
      assertThat(outcome.path("status").asText()).isEqualTo("FAILED");
      assertThat(outcome.path("errorClass").asText()).isEqualTo("tool_error");
    }
  }

  @Test
  void reportsAProtocolError() throws Exception {
    try (RunningStdio gateway = gateway()) {
      gateway.call(1, "protocol_error");
      assertThat(gateway.receive().at("/error/code").asInt()).isEqualTo(-32000);
      JsonNode outcome = ingest.awaitOutcome("protocol_error");
      assertThat(outcome.path("status").asText()).isEqualTo("FAILED");
      assertThat(outcome.path("errorClass").asText()).isEqualTo("jsonrpc:-32000");
    }
  }

  @Test
  void doesNotCallAStartedTaskASuccess() throws Exception {
    try (RunningStdio gateway = gateway()) {
      gateway.call(1, "task");
      gateway.receive();
      JsonNode outcome = ingest.awaitOutcome("task");
      assertThat(outcome.path("status").asText()).isEqualTo("UNKNOWN");
      assertThat(outcome.path("errorClass").asText()).isEqualTo("deferred:task");
    }
  }

  @Test
  void reportsALargeResultByItsDigest() throws Exception {
    try (RunningStdio gateway = gateway()) {
      gateway.call(1, "big");
      assertThat(gateway.receive().at("/result/text").asText()).hasSize(600_000);
      JsonNode result = ingest.awaitOutcome("big").path("result");
      assertThat(result.path("truncated").asBoolean()).isTrue();
      assertThat(result.path("sizeBytes").asInt()).isGreaterThan(600_000);
      assertThat(result.path("digest").asText()).matches("sha256:[0-9a-f]{64}");
    }
  }

  @Test
  void reportsUnknownWhenTheServerDiesInACall() throws Exception {
    try (RunningStdio gateway = gateway()) {
      gateway.call(1, "hang");
      ingest.awaitQuestion("hang");
      gateway.ping(2);
      gateway.call(3, "die");
      JsonNode first = gateway.receive();
      JsonNode second = gateway.receive();
      assertThat(List.of(first.path("id").asInt(), second.path("id").asInt()))
          .containsExactlyInAnyOrder(1, 3);
      assertThat(first.at("/error/message").asText()).contains("whether the call had an effect");
      assertThat(ingest.awaitOutcome("die").path("status").asText()).isEqualTo("UNKNOWN");
      assertThat(ingest.awaitOutcome("hang").path("status").asText()).isEqualTo("UNKNOWN");
      assertThat(gateway.awaitExit()).isEqualTo(3);
    }
  }

  @Test
  void reportsATimeout() throws Exception {
    settings = settings.with(settings.limits().withCallTimeout(Duration.ofMillis(300)));
    try (RunningStdio gateway = gateway()) {
      gateway.call(1, "hang");
      assertThat(ingest.awaitOutcome("hang").path("status").asText()).isEqualTo("TIMED_OUT");
    }
  }

  @Test
  void reportsUnknownWhenARunningCallIsCancelled() throws Exception {
    try (RunningStdio gateway = gateway()) {
      gateway.call(1, "hang");
      gateway.awaitRecorded("\"hang\"");
      gateway.send(
          "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":1}}");
      JsonNode outcome = ingest.awaitOutcome("hang");
      assertThat(outcome.path("status").asText()).isEqualTo("UNKNOWN");
      assertThat(outcome.path("errorClass").asText()).isEqualTo("cancelled");
    }
  }

  @Test
  void doesNotSendACallThatWasCancelledBeforeTheVerdict() throws Exception {
    try (RunningStdio gateway = gateway()) {
      gateway.call(1, "held_read");
      ingest.awaitQuestion("held_read");
      gateway.send(
          "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":1}}");
      gateway.ping(2);
      ingest.release();
      assertThat(ingest.awaitOutcome("held_read").path("status").asText()).isEqualTo("NOT_RUN");
      gateway.ping(3);
      assertThat(gateway.recordedText()).doesNotContain("tools/call");
    }
  }

  @Test
  void doesNotSendACallWhoseClientLeftBeforeTheVerdict() throws Exception {
    settings = settings.with(settings.limits().withAskTimeout(Duration.ofSeconds(30)));
    try (RunningStdio gateway = gateway()) {
      gateway.ping(1);
      gateway.call(2, "held_read");
      ingest.awaitQuestion("held_read");
      gateway.closeInput();
      gateway.awaitRecorded(RecordingServer.END);
      ingest.release();
      assertThat(gateway.awaitExit()).isZero();
      assertThat(gateway.recordedText()).doesNotContain("tools/call");
      assertThat(ingest.awaitOutcome("held_read").path("status").asText()).isEqualTo("NOT_RUN");
    }
  }

  @Test
  void reportsNotRunWhenTheCallSurelyDidNotArrive() throws Exception {
    settings = settings.with(settings.limits().withShutdownGrace(Duration.ofSeconds(1)));
    try (RunningStdio gateway = gateway()) {
      gateway.send("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"deafen\"}");
      gateway.receive();
      gateway.call(2, "read");
      assertThat(gateway.receive().at("/error/message").asText()).contains("it was not made");
      JsonNode outcome = ingest.awaitOutcome("read");
      assertThat(outcome.path("status").asText()).isEqualTo("NOT_RUN");
      assertThat(outcome.at("/usage/calls").asInt()).isZero();
    }
  }

  @Test
  void repeatsAReportUntilItIsTaken() throws Exception {
    ingest.failOutcomes(3);
    try (RunningStdio gateway = gateway()) {
      gateway.call(1, "read");
      gateway.receive();
    }
    assertThat(ingest.outcomes()).hasSize(1);
  }

  @Test
  void refusesCallsWhenOutcomesCannotBeReported() throws Exception {
    ingest.failOutcomes(Integer.MAX_VALUE);
    settings = settings.with(settings.limits().withMaxOpenCalls(2));
    try (RunningStdio gateway = gateway()) {
      gateway.call(1, "read_one");
      gateway.receive();
      gateway.call(2, "read_two");
      gateway.receive();
      gateway.call(3, "read_three");
      assertThat(gateway.receive().at("/result/content/0/text").asText()).contains("GATEWAY_BUSY");
      gateway.ping(4);
      assertThat(gateway.recordedText()).doesNotContain("read_three");
      ingest.failOutcomes(0);
    }
    assertThat(ingest.outcomes()).hasSize(2);
  }
}
