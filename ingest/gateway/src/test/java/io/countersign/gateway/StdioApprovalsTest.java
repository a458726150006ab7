package io.countersign.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls that need an approval, from the question to the one run. */
class StdioApprovalsTest extends PlayedApprovalStdio {

  @Test
  void goesOnWithTheStandingApprovalWhenTheCallIsMadeAgain() throws Exception {
    hold(Duration.ZERO);
    try (RunningStdio gateway = gateway()) {
      gateway.call(1, TOOL);
      JsonNode pending = gateway.receive();
      String callId = approvals.callId(TOOL);
      assertThat(pending.at("/result/isError").booleanValue()).isTrue();
      assertThat(text(pending))
          .isEqualTo(
              "Approval is pending: Two leads must agree (APPROVAL_REQUIRED); approval %s: 0 of 2 votes, until 2126-01-01T00:00:00Z; open %s; retry the same call afterwards, with the same arguments. Call %s."
                  .formatted(approvals.shortCode(TOOL), PlayedApprovals.URL, callId));
      assertThat(meta(pending).path("io.countersign/verdict").asText()).isEqualTo("ASK");
      assertThat(meta(pending).path("io.countersign/callId").asText()).isEqualTo(callId);
      assertThat(retryable(pending)).isTrue();
      JsonNode approval = meta(pending).path("io.countersign/approval");
      assertThat(approval.path("url").asText()).isEqualTo(PlayedApprovals.URL);
      assertThat(approval.path("shortCode").asText()).isEqualTo(approvals.shortCode(TOOL));
      assertThat(approval.path("expiresAt").asText()).startsWith("2126");
      assertNothingSent(gateway);

      approvals.approve(TOOL);
      again(gateway, 2);
      assertThat(gateway.receive().at("/result/echo/n").asInt()).isEqualTo(1);
      JsonNode outcome = ingest.awaitOutcomeOf(callId);
      assertThat(outcome.path("status").asText()).isEqualTo("SUCCEEDED");
      assertThat(approvals.claims()).hasSize(1);
      JsonNode claim = approvals.claims().getFirst();
      assertThat(claim.path("callId").asText()).isEqualTo(callId);
      assertThat(claim.path("mode").asText()).isEqualTo("ONLINE");
      assertThat(outcome.path("claimId").asText()).isEqualTo(claim.path("claimId").asText());

      again(gateway, 3);
      assertThat(text(gateway.receive())).startsWith("Approval is pending").contains("0 of 2");
      assertThat(sent(gateway)).isEqualTo(1);
    }
  }

  /** The arguments of the first call. */
  private static void again(RunningStdio gateway, int id) throws Exception {
    gateway.send(
        "{\"jsonrpc\":\"2.0\",\"id\":%d,\"method\":\"tools/call\",\"params\":{\"arguments\":{\"n\":1.0},\"name\":\"%s\"}}"
            .formatted(id, TOOL));
  }

  @Test
  void asksAnewWhenTheArgumentsHaveChanged() throws Exception {
    hold(Duration.ZERO);
    try (RunningStdio gateway = gateway()) {
      gateway.call(1, TOOL);
      gateway.receive();
      approvals.approve(TOOL);
      gateway.call(2, TOOL);
      assertThat(text(gateway.receive())).startsWith("Approval is pending").contains("0 of 2");
      assertThat(approvals.count()).isEqualTo(2);
      assertThat(approvals.claims()).isEmpty();
      assertNothingSent(gateway);
    }
  }

  @Test
  void holdsACallAndTellsItsProgressUntilItIsApproved() throws Exception {
    try (RunningStdio gateway = gateway()) {
      gateway.callWithProgress(1, TOOL);
      JsonNode none = gateway.receive();
      approvals.vote(TOOL);
      JsonNode one = gateway.receive();
      approvals.vote(TOOL);
      assertThat(gateway.receive().at("/result/echo/n").asInt()).isEqualTo(1);
      assertThat(none.path("method").asText()).isEqualTo("notifications/progress");
      assertThat(none.at("/params/progressToken").asText()).isEqualTo("p-1");
      assertThat(none.at("/params/message").asText())
          .isEqualTo("waiting for approval %s: 0 of 2 votes".formatted(approvals.shortCode(TOOL)));
      assertThat(one.at("/params/message").asText()).endsWith(": 1 of 2 votes");
      assertThat(one.at("/params/progress").asDouble())
          .isGreaterThan(none.at("/params/progress").asDouble())
          .isLessThan(1);
      assertThat(approvals.claims()).hasSize(1);
    }
    assertThat(ingest.awaitOutcome(TOOL).path("status").asText()).isEqualTo("SUCCEEDED");
  }

  @Test
  void saysNothingOfProgressToAClientThatDidNotAsk() throws Exception {
    try (RunningStdio gateway = gateway()) {
      gateway.call(1, TOOL);
      approvals.awaitLook();
      approvals.approve(TOOL);
      assertThat(gateway.receive().path("id").asInt()).isEqualTo(1);
    }
  }

  @Test
  void answersThatItIsPendingWhenItWasHeldTooLong() throws Exception {
    hold(Duration.ofMillis(300));
    try (RunningStdio gateway = gateway()) {
      gateway.call(1, TOOL);
      assertThat(text(gateway.receive())).startsWith("Approval is pending");
      assertThat(approvals.looks()).isPositive();
      assertThat(approvals.cancelled()).isEmpty();
      assertNothingSent(gateway);
    }
    assertThat(ingest.outcomes()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"DENIED", "EXPIRED", "CANCELLED", "INVALIDATED", "REVOKED"})
  void saysHowTheApprovalEndedWhileTheCallWasHeld(String state) throws Exception {
    try (RunningStdio gateway = gateway()) {
      gateway.call(1, TOOL);
      approvals.awaitLook();
      approvals.become(TOOL, state);
      JsonNode answer = gateway.receive();
      assertThat(text(answer)).startsWith("Denied by Countersign").contains("APPROVAL_" + state);
      assertThat(retryable(answer)).isFalse();
      assertNothingSent(gateway);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "revoked, REVOKED, false",
    "invalidated, INVALIDATED, false",
    "already-claimed, ALREADY_CLAIMED, false",
    "lapsed, LAPSED, false",
    "wrong-gateway, WRONG_GATEWAY, false",
    "rate-limited, RATE_LIMITED, true",
    "clock-suspect, CLOCK_SUSPECT, true",
    "BUDGET_EXHAUSTED, BUDGET_EXHAUSTED, true",
  })
  void sendsNothingWhenTheClaimIsRefused(String told, String code, boolean retryable)
      throws Exception {
    approvals.refuseClaims(told);
    try (RunningStdio gateway = gateway()) {
      gateway.call(1, TOOL);
      approvals.awaitLook();
      approvals.approve(TOOL);
      JsonNode answer = gateway.receive();
      assertThat(text(answer)).contains("(" + code + ")");
      assertThat(retryable(answer)).isEqualTo(retryable);
      assertThat(approvals.claims()).hasSize(1);
      assertNothingSent(gateway);
    }
    assertThat(ingest.outcomes()).as("nothing was claimed, so there is no outcome").isEmpty();
  }

  @Test
  void repeatsTheSameClaimWhenItsAnswerWasLost() throws Exception {
    approvals.loseClaimAnswers(2);
    try (RunningStdio gateway = gateway()) {
      gateway.call(1, TOOL);
      approvals.awaitLook();
      approvals.approve(TOOL);
      assertThat(gateway.receive().at("/result/echo/n").asInt()).isEqualTo(1);
      assertThat(approvals.claims()).hasSize(3);
      assertThat(approvals.claims().stream().map(claim -> claim.path("claimId")).distinct())
          .hasSize(1);
      assertThat(sent(gateway)).isEqualTo(1);
    }
    assertThat(ingest.awaitOutcome(TOOL).path("claimId"))
        .isEqualTo(approvals.claims().getFirst().path("claimId"));
  }

  @Test
  void sendsNothingWhenItStaysUnclearWhetherTheClaimWasTaken() throws Exception {
    settings = settings.with(settings.limits().withAskTimeout(Duration.ofSeconds(2)));
    approvals.loseClaimAnswers(1000);
    try (RunningStdio gateway = gateway()) {
      gateway.call(1, TOOL);
      approvals.awaitLook();
      approvals.approve(TOOL);
      JsonNode answer = gateway.receive();
      assertThat(text(answer)).contains("CLAIM_UNCLEAR");
      assertNothingSent(gateway);
      JsonNode outcome = ingest.awaitOutcome(TOOL);
      assertThat(outcome.path("status").asText()).isEqualTo("NOT_RUN");
      assertThat(outcome.path("claimId")).isEqualTo(approvals.claims().getFirst().path("claimId"));
    }
  }

  @Test
  void claimsAgainWhenIngestIsAwayForAMoment() throws Exception {
    approvals.failClaims(2);
    try (RunningStdio gateway = gateway()) {
      gateway.call(1, TOOL);
      approvals.awaitLook();
      approvals.approve(TOOL);
      assertThat(gateway.receive().at("/result/echo/n").asInt()).isEqualTo(1);
      assertThat(approvals.claims().stream().map(claim -> claim.path("claimId")).distinct())
          .hasSize(1);
    }
  }

  @Test
  void reportsNothingWhenTheClaimWasSurelyNotTaken() throws Exception {
    settings = settings.with(settings.limits().withAskTimeout(Duration.ofSeconds(2)));
    approvals.overloadClaims();
    try (RunningStdio gateway = gateway()) {
      gateway.call(1, TOOL);
      approvals.awaitLook();
      approvals.approve(TOOL);
      assertThat(text(gateway.receive())).contains("CLAIM_UNCLEAR");
      assertNothingSent(gateway);
    }
    assertThat(ingest.outcomes()).isEmpty();
  }

  @Test
  void reportsAClaimedCallThatCouldNotBeSent() throws Exception {
    try (RunningStdio gateway = gateway()) {
      gateway.send("{\"jsonrpc\":\"2.0\",\"id\":9,\"method\":\"deafen\"}");
      gateway.awaitAnswer("9");
      gateway.call(1, TOOL);
      approvals.awaitLook();
      approvals.approve(TOOL);
      assertThat(gateway.receive().has("error")).isTrue();
      JsonNode outcome = ingest.awaitOutcome(TOOL);
      assertThat(outcome.path("status").asText()).isEqualTo("NOT_RUN");
      assertThat(outcome.path("claimId")).isEqualTo(approvals.claims().getFirst().path("claimId"));
    }
  }

  @Test
  void sendsNothingOnAnApprovalForAnotherAction() throws Exception {
    approvals.forgeDigest("sha256:" + "0".repeat(64));
    try (RunningStdio gateway = gateway()) {
      gateway.call(1, TOOL);
      approvals.awaitLook();
      approvals.approve(TOOL);
      JsonNode answer = gateway.receive();
      assertThat(text(answer)).contains("DIGEST_MISMATCH");
      assertThat(retryable(answer)).isFalse();
      assertThat(approvals.claims()).isEmpty();
      assertNothingSent(gateway);
    }
  }

  @Test
  void sendsNothingWhenTheToolChangedWhileTheCallWasHeld() throws Exception {
    try (RunningStdio gateway = gateway()) {
      gateway.call(1, TOOL);
      approvals.awaitLook();
      gateway.send(
          "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tools/list\",\"params\":{\"tools\":[{\"name\":\"%s\",\"inputSchema\":{\"type\":\"object\"}}]}}"
              .formatted(TOOL));
      gateway.awaitAnswer("2");
      approvals.approve(TOOL);
      assertThat(text(gateway.receive())).contains("DIGEST_MISMATCH");
      assertThat(approvals.claims()).isEmpty();
      assertNothingSent(gateway);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"CLAIMED", "OUTCOME_UNKNOWN"})
  void doesNotRunAgainWhatWasClaimedBefore(String state) throws Exception {
    try (RunningStdio gateway = gateway()) {
      gateway.call(1, TOOL);
      approvals.awaitLook();
      approvals.become(TOOL, state);
      JsonNode answer = gateway.receive();
      assertThat(text(answer)).startsWith("Denied by Countersign");
      assertThat(retryable(answer)).isFalse();
      assertThat(approvals.claims()).isEmpty();
      assertNothingSent(gateway);
    }
  }

  @Test
  void holdsOnThroughFailuresOfIngest() throws Exception {
    approvals.failLooks(1);
    try (RunningStdio gateway = gateway()) {
      gateway.call(1, TOOL);
      approvals.awaitLook();
      approvals.approve(TOOL);
      assertThat(gateway.receive().at("/result/echo/n").asInt()).isEqualTo(1);
    }
  }

  @Test
  void holdsNoMoreCallsThanTheLimit() throws Exception {
    settings = settings.with(settings.limits().withMaxHeldCalls(1));
    try (RunningStdio gateway = gateway()) {
      gateway.call(1, TOOL);
      approvals.awaitLook();
      gateway.call(2, "ask_other");
      JsonNode pending = gateway.receive();
      assertThat(pending.path("id").asInt()).isEqualTo(2);
      assertThat(text(pending)).startsWith("Approval is pending");
      approvals.approve(TOOL);
      assertThat(gateway.receive().path("id").asInt()).isEqualTo(1);
    }
  }

  @Test
  void runsOnceWhenTheSameCallIsHeldTwice() throws Exception {
    try (RunningStdio gateway = gateway()) {
      gateway.callWithProgress(1, TOOL);
      gateway.receive();
      gateway.callWithProgress(2, TOOL);
      gateway.receive();
      approvals.approve(TOOL);
      String answers = gateway.receiveText() + gateway.receiveText();
      assertThat(answers).contains("\"echo\"");
      assertThat(approvals.count()).isEqualTo(1);
      assertThat(sent(gateway)).isEqualTo(1);
    }
  }

  @Test
  void stopsWaitingForACancelledCallAndLeavesItsApprovalOpen() throws Exception {
    try (RunningStdio gateway = gateway()) {
      gateway.call(1, TOOL);
      approvals.awaitLook();
      gateway.send(
          "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":1}}");
      gateway.ping(2);
      approvals.approve(TOOL);
      gateway.ping(3);
      assertThat(approvals.claims()).isEmpty();
      assertThat(approvals.cancelled()).isEmpty();
      again(gateway, 4);
      assertThat(gateway.receive().path("id").asInt()).isEqualTo(4);
      assertThat(sent(gateway)).isEqualTo(1);
    }
  }

  @Test
  void claimsNothingForAClientThatLeft() throws Exception {
    try (RunningStdio gateway = gateway()) {
      gateway.call(1, TOOL);
      approvals.awaitLook();
      gateway.closeInput();
      gateway.awaitExit();
      approvals.approve(TOOL);
      assertThat(approvals.claims()).isEmpty();
      assertThat(approvals.cancelled()).isEmpty();
      assertThat(gateway.recordedText()).doesNotContain("tools/call");
    }
    assertThat(ingest.outcomes()).isEmpty();
  }
}
