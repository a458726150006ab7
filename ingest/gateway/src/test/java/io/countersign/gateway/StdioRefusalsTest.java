package io.countersign.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.gateway.PlayedIngest.Mood;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an agent is told about a call that was not made, and whether it may try again. */
class StdioRefusalsTest extends PlayedStdio {

  private static final String RETRYABLE = "io.countersign/retryable";

  private static String text(JsonNode answer) {
    return answer.at("/result/content/0/text").asText();
  }

  private static JsonNode meta(JsonNode answer) {
    return answer.at("/result/_meta");
  }

  private JsonNode refusal(String tool) throws Exception {
    JsonNode answer;
    try (RunningStdio gateway = gateway()) {
      gateway.call(7, tool);
      answer = gateway.receive();
      gateway.ping(8);
      assertThat(gateway.recordedText()).doesNotContain("tools/call");
    }
    assertThat(ingest.outcomes()).as("nothing ran, so there is no outcome").isEmpty();
    assertThat(answer.at("/result/isError").asBoolean()).isTrue();
    return answer;
  }

  @Test
  void saysThatShadowModeRecordedAndDidNotExecute() throws Exception {
    JsonNode answer = refusal("deny:brakes:SHADOW_MODE");
    String callId = ingest.lastQuestion().path("callId").asText();
    assertThat(text(answer))
        .isEqualTo(
            "Recorded, not executed: shadow mode is on. Told by SHADOW_MODE (SHADOW_MODE). Nothing was changed; do not repeat the call. Call %s."
                .formatted(callId));
    assertThat(meta(answer).path("io.countersign/verdict").asText()).isEqualTo("DENY");
    assertThat(meta(answer).path("io.countersign/callId").asText()).isEqualTo(callId);
    assertThat(meta(answer).path("io.countersign/reasons").path(1).path("code").asText())
        .isEqualTo("SHADOW_MODE");
    assertThat(meta(answer).path(RETRYABLE).booleanValue()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"KILL_SWITCH", "READ_ONLY_MODE"})
  void saysWhoReleasesABrake(String code) throws Exception {
    JsonNode answer = refusal("deny:brakes:" + code);
    assertThat(text(answer))
        .startsWith("Denied by Countersign: Told by %s (%s). ".formatted(code, code))
        .contains("ask the operators of acme to release brake/b-7@3")
        .endsWith("Call %s.".formatted(ingest.lastQuestion().path("callId").asText()));
    assertThat(meta(answer).path(RETRYABLE).booleanValue()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "budgets, BUDGET_EXHAUSTED, true",
    "limits, RATE_LIMITED, true",
    "limits, CONCURRENCY_CAPPED, true",
    "policy, RULE_DENIES, false",
    "catalogue, TOOL_CHANGED, false",
  })
  void saysWhetherTheSameCallMayBeMadeAgain(String check, String code, boolean retryable)
      throws Exception {
    JsonNode answer = refusal("deny:%s:%s".formatted(check, code));
    assertThat(text(answer))
        .startsWith("Denied by Countersign: Told by %s (%s).".formatted(code, code))
        .doesNotContain("CLOCK_AGREES");
    assertThat(text(answer).contains("may be made again later")).isEqualTo(retryable);
    assertThat(meta(answer).path(RETRYABLE).isBoolean()).isTrue();
    assertThat(meta(answer).path(RETRYABLE).booleanValue()).isEqualTo(retryable);
  }

  @Test
  void callsAnUnavailableCountersignAndAMissingApprovalRetryable() throws Exception {
    settings = settings.with(settings.limits().withHoldApproval(Duration.ZERO));
    assertThat(meta(refusal("ask_pay")).path(RETRYABLE).booleanValue()).isTrue();
    ingest.mood(Mood.BROKEN);
    assertThat(meta(refusal("read")).path(RETRYABLE).booleanValue()).isTrue();
    ingest.mood(Mood.REJECTING);
    assertThat(meta(refusal("read")).path(RETRYABLE).booleanValue()).isFalse();
  }
}
