package io.countersign.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;

/** What tests of calls that need an approval share, over stdio. */
abstract class PlayedApprovalStdio extends PlayedStdio {

  static final String TOOL = "ask_pay";

  PlayedApprovals approvals;

  @BeforeEach
  void nameTheServer() {
    approvals = ingest.approvals();
    settings =
        settings.with(
            new Identity(
                "acme",
                "dev",
                "ana@acme.example",
                "user",
                List.of(),
                List.of(),
                null,
                null,
                "bank"));
    hold(Duration.ofSeconds(60));
  }

  void hold(Duration time) {
    settings = settings.with(settings.limits().withHoldApproval(time));
  }

  static String text(JsonNode answer) {
    return answer.at("/result/content/0/text").asText();
  }

  static JsonNode meta(JsonNode answer) {
    return answer.at("/result/_meta");
  }

  static boolean retryable(JsonNode answer) {
    return meta(answer).path("io.countersign/retryable").booleanValue();
  }

  /** The server got no call, also not one that is still on its way. */
  static void assertNothingSent(RunningStdio gateway) throws Exception {
    gateway.ping(999);
    assertThat(gateway.recordedText()).doesNotContain("tools/call");
  }

  static int sent(RunningStdio gateway) throws IOException {
    return gateway.recordedText().split("tools/call", -1).length - 1;
  }
}
