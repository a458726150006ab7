package io.countersign.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.countersign.gateway.PlayedIngest.Mood;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class StdioGatewayTest extends PlayedStdio {

  @Test
  void forwardsAnAllowedCallAsItCameAndReportsItsSuccess() throws Exception {
    try (RunningStdio gateway = gateway()) {
      String frame =
          "{ \"method\" : \"tools\\u002fcall\",\"params\":{\"arguments\":{\"id\":\"T-17\",\"x\":1.50},\"name\":\"close\"},\"id\":\"a\",\"jsonrpc\":\"2.0\"}  ";
      gateway.send(frame);
      assertThat(gateway.receive().at("/result/echo/id").asText()).isEqualTo("T-17");
      assertThat(gateway.recordedText()).isEqualTo(frame + "\n");
      JsonNode outcome = ingest.awaitOutcome("close");
      assertThat(outcome.path("status").asText()).isEqualTo("SUCCEEDED");
      assertThat(outcome.at("/result/echo/id").asText()).isEqualTo("T-17");
      assertThat(outcome.at("/usage/calls").asInt()).isEqualTo(1);
      assertThat(outcome.path("durationMs").isIntegralNumber()).isTrue();
    }
  }

  @Test
  void asksWithEverythingThatIsKnown() throws Exception {
    settings =
        settings.with(
            new Identity(
                "acme",
                "prod",
                "ana@acme.example",
                "user",
                List.of("support"),
                List.of("tickets:write"),
                "bot",
                "1.4",
                null));
    try (RunningStdio gateway = gateway()) {
      gateway.send(
          "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"clientInfo\":{\"name\":\"claude-code\",\"version\":\"2.1\"}}}");
      gateway.receive();
      gateway.send(
          "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tools/call\",\"params\":{\"name\":\"close\",\"arguments\":{\"big\":12345678901234567890,\"dec\":0.10},\"_meta\":{\"io.countersign/runId\":\"run-42\",\"io.countersign/request\":\"close my tickets\",\"io.countersign/source\":\"chat:881\",\"traceparent\":\"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\"}}}");
      gateway.receive();
      JsonNode question = ingest.awaitQuestion("close");
      String callId = question.path("callId").asText();
      assertThat(UUID.fromString(callId).version()).isEqualTo(7);
      assertThat(question)
          .isEqualTo(
              new JsonMapper()
                  .readTree(
                      """
                      {"callId":"%s","runId":"run-42","tenant":"acme","environment":"prod",
                       "actor":{"agent":{"id":"bot","version":"1.4"},
                                "principal":{"id":"ana@acme.example","type":"user","groups":["support"]},
                                "client":{"name":"claude-code","version":"2.1"},
                                "scopes":["tickets:write"]},
                       "tool":{"server":"recorder","name":"close","version":"3.2.0"},
                       "arguments":{"big":12345678901234567890,"dec":0.10},
                       "context":{"request":"close my tickets","source":"chat:881"}}
                      """
                          .formatted(callId)));
      assertThat(ingest.lastToken()).isEqualTo("Bearer first-token");
      assertThat(ingest.lastTraceparent())
          .isEqualTo("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    }
  }

  @Test
  void givesCallsWithoutARunTheRunOfTheProcess() throws Exception {
    try (RunningStdio gateway = gateway()) {
      gateway.call(1, "first");
      gateway.receive();
      gateway.call(2, "second");
      gateway.receive();
      String run = ingest.awaitQuestion("first").path("runId").asText();
      assertThat(UUID.fromString(run).version()).isEqualTo(4);
      assertThat(ingest.awaitQuestion("second").path("runId").asText()).isEqualTo(run);
    }
  }

  @Test
  void readsARotatedToken() throws Exception {
    try (RunningStdio gateway = gateway()) {
      Files.writeString(settings.tokenFile(), "second-token");
      gateway.call(1, "read");
      gateway.receive();
      assertThat(ingest.lastToken()).isEqualTo("Bearer second-token");
      Files.delete(settings.tokenFile());
      gateway.call(2, "read_again");
      assertThat(gateway.receive().at("/result/content/0/text").asText())
          .contains("Countersign is unavailable");
      assertThat(gateway.recordedText()).doesNotContain("read_again");
      Files.writeString(settings.tokenFile(), "third-token");
      ingest.awaitOutcome("read");
    }
  }

  @Test
  void tellsTheModelWhyACallWasDenied() throws Exception {
    try (RunningStdio gateway = gateway()) {
      gateway.call(7, "deny_delete");
      JsonNode answer = gateway.receive();
      String callId = ingest.awaitQuestion("deny_delete").path("callId").asText();
      assertThat(answer.path("id").asInt()).isEqualTo(7);
      assertThat(answer.at("/result/isError").asBoolean()).isTrue();
      assertThat(answer.at("/result/content/0/text").asText())
          .isEqualTo(
              "Denied by Countersign: The tool is destructive (RISK_TOO_HIGH). Call %s."
                  .formatted(callId));
      JsonNode meta = answer.at("/result/_meta");
      assertThat(meta.path("io.countersign/verdict").asText()).isEqualTo("DENY");
      assertThat(meta.path("io.countersign/callId").asText()).isEqualTo(callId);
      assertThat(meta.path("io.countersign/reasons").path(0).path("code").asText())
          .isEqualTo("RISK_TOO_HIGH");
      gateway.ping(8);
      assertThat(gateway.recordedText()).doesNotContain("deny_delete");
    }
    assertThat(ingest.outcomes()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = Mood.class,
      names = {"BROKEN", "GARBLED", "FOREIGN", "UNKNOWN_VERDICT", "SILENT"})
  void makesNoCallWithoutAClearVerdict(Mood mood) throws Exception {
    ingest.mood(mood);
    settings = settings.with(settings.limits().withAskTimeout(Duration.ofMillis(500)));
    try (RunningStdio gateway = gateway()) {
      gateway.call(1, "read");
      JsonNode answer = gateway.receive();
      assertThat(answer.at("/result/isError").asBoolean()).isTrue();
      assertThat(answer.at("/result/content/0/text").asText())
          .startsWith("Countersign is unavailable; the call was not made (fail closed)");
      gateway.ping(2);
      assertThat(gateway.recordedText()).doesNotContain("tools/call");
    }
  }

  @Test
  void makesNoCallWhenNobodyListens() throws Exception {
    ingest.close();
    try (RunningStdio gateway = gateway()) {
      gateway.call(1, "read");
      assertThat(gateway.receive().at("/result/content/0/text").asText())
          .contains("Countersign is unavailable");
      gateway.ping(2);
      assertThat(gateway.recordedText()).doesNotContain("tools/call");
    }
  }

  @Test
  void passesOnWhyARequestWasRefused() throws Exception {
    ingest.mood(Mood.REJECTING);
    try (RunningStdio gateway = gateway()) {
      gateway.call(1, "read");
      assertThat(gateway.receive().at("/result/content/0/text").asText())
          .startsWith("Denied by Countersign: Expected a server, but none (BAD_TOOL).");
      gateway.ping(2);
      assertThat(gateway.recordedText()).doesNotContain("tools/call");
    }
  }

  @Test
  void makesNoCallOnAPermissionThatHasEnded() throws Exception {
    ingest.mood(Mood.EXPIRED);
    try (RunningStdio gateway = gateway()) {
      gateway.call(1, "read");
      assertThat(gateway.receive().at("/result/content/0/text").asText())
          .contains("PERMISSION_EXPIRED");
      gateway.ping(2);
      assertThat(gateway.recordedText()).doesNotContain("tools/call");
      assertThat(ingest.awaitOutcome("read").path("status").asText()).isEqualTo("NOT_RUN");
    }
  }

  @Test
  void refusesASecondCallWithTheIdOfARunningOne() throws Exception {
    try (RunningStdio gateway = gateway()) {
      gateway.call(1, "hang");
      gateway.awaitRecorded("\"hang\"");
      gateway.call(1, "read");
      assertThat(gateway.receive().at("/error/code").asInt()).isEqualTo(JsonRpc.INVALID_REQUEST);
      gateway.ping(2);
      assertThat(gateway.recordedText()).doesNotContain("\"read\"");
    }
  }

  @Test
  void passesEverythingElseByteForByte() throws Exception {
    String frames =
        """
        {"jsonrpc":"2.0",  "method":"notifications/initialized"}\r
          {"id":5,"jsonrpc":"2.0","result":{"x":"\\u00e9 é 😀","n":1.0e5}}
        {"jsonrpc":"2.0","method":"notifications/progress","params":{"a":[1,2.50,null]}}
        [{"jsonrpc":"2.0","method":"notifications/roots/list_changed"}]
        {"jsonrpc":"2.0","id":1,"method":"ping"}
        """;
    try (RunningStdio gateway = gateway()) {
      gateway.send(frames.getBytes(StandardCharsets.UTF_8));
      gateway.receive();
      assertThat(gateway.recordedText()).isEqualTo(frames);
    }
    assertThat(ingest.questions()).isEmpty();
  }

  @Test
  void passesFramesOfTheServerByteForByteAndDropsItsNoise() throws Exception {
    String frame =
        "  {\"method\":\"sampling/createMessage\", \"id\":9, \"x\":\"é\\u00e9\", \"x\":1.0}";
    try (RunningStdio gateway = gateway()) {
      for (String raw : List.of("Server listening…", frame)) {
        gateway.emit(raw);
      }
      assertThat(gateway.receiveText()).isEqualTo(frame);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"method\":\"tools/call\",\"params\":{\"name\":\"x\"}}",
        "{\"x\":\r{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"x\"}}\r,\"method\":\"ping\"}",
        "[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"x\"}}]",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\"",
        "not json",
      })
  void answersWhatMustNotBeForwarded(String frame) throws Exception {
    try (RunningStdio gateway = gateway()) {
      gateway.send(frame);
      assertThat(gateway.receiveText()).contains("\"error\"");
      gateway.ping(2);
      assertThat(gateway.recordedText()).doesNotContain("tools/call").doesNotContain("not json");
    }
    assertThat(ingest.questions()).isEmpty();
  }

  @Test
  void survivesAFrameLargerThanTheLimit() throws Exception {
    try (RunningStdio gateway = gateway()) {
      byte[] huge = new byte[settings.limits().maxClientFrameBytes() + 100_000];
      java.util.Arrays.fill(huge, (byte) '[');
      huge[huge.length - 1] = '\n';
      gateway.send(huge);
      assertThat(gateway.receive().at("/error/message").asText()).contains("at most");
      gateway.ping(2);
      assertThat(gateway.recorded()).hasSizeLessThan(1000);
    }
  }

  @Test
  void endsWithTheExitCodeOfTheServer() throws Exception {
    try (RunningStdio gateway = gateway()) {
      gateway.ping(1);
      gateway.closeInput();
      assertThat(gateway.awaitExit()).isZero();
    }
  }

  @Test
  void saysWhenTheServerCannotBeStarted() {
    int code =
        StdioGateway.run(
            settings,
            new ByteArrayInputStream(new byte[0]),
            new ByteArrayOutputStream(),
            List.of("/no/such/command"));
    assertThat(code).isEqualTo(StdioGateway.CANNOT_START);
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                StdioGateway.run(
                    settings,
                    new ByteArrayInputStream(new byte[0]),
                    new ByteArrayOutputStream(),
                    List.of()))
        .withMessageContaining("Expected the command");
  }
}
