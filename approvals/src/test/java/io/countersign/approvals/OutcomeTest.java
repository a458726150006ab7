package io.countersign.approvals;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.schemas.call.CallState;
import io.countersign.schemas.call.OutcomeStatus;
import io.countersign.schemas.call.Risk;
import io.countersign.schemas.call.Severity;
import io.countersign.schemas.command.Tick;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.schemas.event.FindingRaised;
import io.countersign.schemas.event.OutcomeOverdue;
import io.countersign.testkit.Samples;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OutcomeTest {
  private final EngineScenario ledger = EngineScenario.open();

  private CallState state() {
    return ledger.state().call(EngineScenario.TENANT, Asked.call(1)).state();
  }

  @ParameterizedTest
  @EnumSource
  void endsAnAllowedCall(OutcomeStatus status) {
    ledger
        .given(Asked.intent(1, Risk.READ))
        .when(Asked.outcome(1, status))
        .then("OutcomeRecorded " + status);

    assertThat(state()).isEqualTo(CallState.REPORTED);
    assertThat(ledger.state().due(Instant.MAX, 9)).isEmpty();
    assertThat(ledger.last().getFirst().runId()).isEqualTo("run-1");
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NOT_RUN")
  void findsWhatRanAlthoughItWasDenied(OutcomeStatus status) {
    ledger.given(Asked.intent(1, Risk.WRITE));
    EventEnvelope decision = ledger.last().get(1);

    ledger
        .when(Asked.outcome(1, status))
        .then("OutcomeRecorded " + status, "FindingRaised OUTCOME_WITHOUT_ALLOW");

    FindingRaised finding = ledger.event(FindingRaised.class);
    assertThat(finding.severity()).isEqualTo(Severity.HIGH);
    assertThat(finding.evidence())
        .containsExactly(decision.eventId(), ledger.last().getFirst().eventId());
  }

  @Test
  void findsNothingWhenADeniedCallDidNotRun() {
    ledger
        .given(Asked.intent(1, Risk.WRITE))
        .when(Asked.outcome(1, OutcomeStatus.NOT_RUN))
        .then("OutcomeRecorded NOT_RUN");
  }

  @Test
  void findsWhatRanWithoutAsking() {
    ledger
        .when(Asked.outcome(1, OutcomeStatus.SUCCEEDED))
        .then("OutcomeRecorded SUCCEEDED", "FindingRaised OUTCOME_WITHOUT_DECISION");
  }

  @Test
  void refusesAnOutcomeOfNothing() {
    ledger
        .when(Asked.outcome(1, OutcomeStatus.NOT_RUN))
        .then("CommandRejected CALL_UNKNOWN")
        .whenRepeated()
        .then("CommandRejected CALL_UNKNOWN");
  }

  @Test
  void findsWhatRanUnderAnIdThatCanNotBeTrusted() {
    var outcome = Asked.outcome(1, OutcomeStatus.SUCCEEDED);
    ledger
        .when(Asked.with(outcome, "callId", new UUID(1, 2)))
        .then("CommandRejected ID_INVALID", "FindingRaised OUTCOME_WITHOUT_DECISION");
    ledger
        .after(Duration.ofHours(25))
        .when(outcome)
        .then("CommandRejected ID_TOO_OLD", "FindingRaised OUTCOME_WITHOUT_DECISION");
    ledger
        .when(Asked.with(outcome, "callId", Samples.callId(1_000L * 60 * 60 * 26)))
        .then("CommandRejected ID_IN_FUTURE", "FindingRaised OUTCOME_WITHOUT_DECISION");
  }

  @Test
  void findsWhatRanAfterItWasCancelled() {
    ledger
        .given(Asked.intent(1, Risk.READ))
        .given(Asked.cancel(1))
        .when(Asked.outcome(1, OutcomeStatus.FAILED))
        .then("OutcomeRecorded FAILED", "FindingRaised EXECUTED_AFTER_CANCEL");
  }

  @Test
  void findsWhatRanAfterItWasGivenUp() {
    ledger.given(Asked.intent(1, Risk.READ));
    ledger
        .given(Asked.abandon(1, ledger.lastCommandId()))
        .when(Asked.outcome(1, OutcomeStatus.SUCCEEDED))
        .then("OutcomeRecorded SUCCEEDED", "FindingRaised EXECUTED_AFTER_ABANDON");
  }

  @Test
  void findsAnotherActionThanTheOneDecided() {
    var intent = Asked.intent(1, Risk.READ);
    var outcome = Asked.outcome(1, OutcomeStatus.SUCCEEDED);
    ledger
        .given(intent)
        .when(Asked.with(outcome, "actionDigest", Asked.digest("another action")))
        .then("OutcomeRecorded SUCCEEDED", "FindingRaised DIGEST_MISMATCH");
    EngineScenario.open()
        .given(intent)
        .when(Asked.with(outcome, "actionDigest", intent.actionDigest()))
        .then("OutcomeRecorded SUCCEEDED");
  }

  @Test
  void findsAnOutcomeThatAnotherGatewayReports() {
    ledger
        .given(Asked.intent(1, Risk.READ))
        .whenBy("gateway-2", Asked.outcome(1, OutcomeStatus.SUCCEEDED))
        .then("OutcomeRecorded SUCCEEDED", "FindingRaised OUTCOME_FROM_OTHER_GATEWAY");
    assertThat(ledger.event(FindingRaised.class).severity()).isEqualTo(Severity.MEDIUM);
  }

  @Test
  void staysQuietAboutTheGatewayThatWasAllowedWhenAnotherAsksToo() {
    ledger
        .given(Asked.intent(1, Risk.READ))
        .whenBy("gateway-2", Asked.intent(1, Risk.READ))
        .when(Asked.outcome(1, OutcomeStatus.SUCCEEDED))
        .then("OutcomeRecorded SUCCEEDED");
  }

  @Test
  void refusesARepeatedOutcome() {
    ledger
        .given(Asked.intent(1, Risk.READ))
        .given(Asked.outcome(1, OutcomeStatus.SUCCEEDED))
        .whenRepeated()
        .then("CommandRejected DUPLICATE_COMMAND")
        .when(Asked.with(Asked.outcome(1, OutcomeStatus.SUCCEEDED), "durationMillis", 99L))
        .then("CommandRejected OUTCOME_REPEATED, ALLOW stands");
  }

  @Test
  void findsASecondOutcomeThatContradictsTheFirst() {
    ledger.given(Asked.intent(1, Risk.READ)).given(Asked.outcome(1, OutcomeStatus.SUCCEEDED));
    UUID first = ledger.last().getFirst().eventId();

    ledger
        .when(Asked.outcome(1, OutcomeStatus.FAILED))
        .then("OutcomeRecorded FAILED", "FindingRaised CONTRADICTING_OUTCOME");

    assertThat(ledger.event(FindingRaised.class).evidence()).contains(first);
    assertThat(ledger.state().call(EngineScenario.TENANT, Asked.call(1)).outcome())
        .as("the first definite outcome stands")
        .isEqualTo(OutcomeStatus.SUCCEEDED);
  }

  @ParameterizedTest
  @EnumSource(names = {"UNKNOWN", "TIMED_OUT"})
  void reconcilesAnUncertainOutcome(OutcomeStatus uncertain) {
    ledger
        .given(Asked.intent(1, Risk.READ))
        .given(Asked.outcome(1, uncertain))
        .when(Asked.outcome(1, OutcomeStatus.SUCCEEDED))
        .then("OutcomeRecorded SUCCEEDED");
    ledger
        .when(Asked.outcome(1, OutcomeStatus.FAILED))
        .then("OutcomeRecorded FAILED", "FindingRaised CONTRADICTING_OUTCOME");
  }

  @Test
  void findsWhatIsReconciledWithoutEverBeingAllowed() {
    ledger
        .given(Asked.intent(1, Risk.WRITE))
        .given(Asked.outcome(1, OutcomeStatus.UNKNOWN))
        .when(Asked.outcome(1, OutcomeStatus.SUCCEEDED))
        .then("OutcomeRecorded SUCCEEDED", "FindingRaised OUTCOME_WITHOUT_ALLOW");
    ledger
        .given(Asked.outcome(2, OutcomeStatus.TIMED_OUT))
        .when(Asked.outcome(2, OutcomeStatus.FAILED))
        .then("OutcomeRecorded FAILED", "FindingRaised OUTCOME_WITHOUT_DECISION");
  }

  @Test
  void recordsThatAnOutcomeIsLateBeforeTheTickSaysSo() {
    ledger
        .given(Asked.intent(1, Risk.READ))
        .after(Duration.ofMinutes(15).plusMillis(1))
        .when(Asked.outcome(1, OutcomeStatus.SUCCEEDED))
        .then("OutcomeOverdue", "OutcomeRecorded SUCCEEDED");
    assertThat(ledger.event(OutcomeOverdue.class).callId()).isEqualTo(Asked.call(1));
    ledger.when(new Tick()).then();
  }

  @Test
  void takesAnOutcomeThatComesAfterItIsOverdue() {
    ledger
        .given(Asked.intent(1, Risk.READ))
        .after(Duration.ofMinutes(15))
        .when(new Tick())
        .then("OutcomeOverdue");
    assertThat(state()).isEqualTo(CallState.OVERDUE);
    ledger.when(Asked.outcome(1, OutcomeStatus.SUCCEEDED)).then("OutcomeRecorded SUCCEEDED");
    assertThat(state()).isEqualTo(CallState.REPORTED);
  }
}
