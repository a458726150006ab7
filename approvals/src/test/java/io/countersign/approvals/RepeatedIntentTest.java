package io.countersign.approvals;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.schemas.call.OutcomeStatus;
import io.countersign.schemas.call.Risk;
import io.countersign.schemas.command.RecordIntent;
import io.countersign.schemas.event.CommandRejected;
import io.countersign.schemas.event.DecisionMade;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.testkit.Variations;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RepeatedIntentTest {
  private final RecordIntent read = Asked.intent(1, Risk.READ);

  private static EngineScenario allowing() {
    return EngineScenario.open(Asked.engineThatAllows());
  }

  @Test
  void answersARepeatedCallWithTheDecisionThatStands() {
    EngineScenario ledger = EngineScenario.open().given(read);
    DecisionMade decision = ledger.event(DecisionMade.class);
    EventEnvelope made = ledger.last().get(1);

    ledger.when(read).then("CommandRejected CALL_REPEATED, ALLOW stands");

    CommandRejected answer = ledger.event(CommandRejected.class);
    assertThat(answer.standing().eventId()).isEqualTo(made.eventId());
    assertThat(answer.standing().position()).isEqualTo(made.position());
    assertThat(answer.standing().validUntil()).isEqualTo(decision.validUntil());
    assertThat(answer.standing().reasons()).isEqualTo(decision.reasons());
  }

  @Test
  void answersARepeatedCommandWithTheDecisionThatStands() {
    EngineScenario.open()
        .given(read)
        .whenRepeated()
        .then("CommandRejected DUPLICATE_COMMAND, ALLOW stands")
        .whenRepeated()
        .then("CommandRejected DUPLICATE_COMMAND, ALLOW stands");
  }

  @Test
  void givesTheAnswerToARepeatAnIdOfItsOwn() {
    EngineScenario ledger = EngineScenario.open().given(read).whenRepeated().whenRepeated();

    assertThat(ledger.log()).extracting(EventEnvelope::eventId).doesNotHaveDuplicates();
  }

  @Test
  void repeatsADenial() {
    EngineScenario.open()
        .given(Asked.intent(1, Risk.WRITE))
        .whenRepeated()
        .then("CommandRejected DUPLICATE_COMMAND, DENY stands")
        .whenBy("gateway-2", Asked.intent(1, Risk.WRITE))
        .then("CommandRejected CALL_REPEATED, DENY stands");
  }

  @Test
  void refusesAnotherActionUnderAUsedCallId() {
    RecordIntent other = Asked.with(read, "actionDigest", Asked.digest("something else"));
    EngineScenario.open()
        .given(read)
        .when(other)
        .then("CommandRejected CALL_ID_REUSED")
        .whenRepeated()
        .then("CommandRejected CALL_ID_REUSED");
  }

  @Test
  void refusesAnIntentForACallThatOnlyHasAnOutcome() {
    EngineScenario.open()
        .given(Asked.outcome(1, OutcomeStatus.SUCCEEDED))
        .when(read)
        .then("CommandRejected CALL_ID_REUSED");
  }

  @Test
  void letsAnotherGatewayRepeatACallThatReads() {
    EngineScenario ledger = EngineScenario.open().given(read);

    ledger.whenBy("gateway-2", read).then("CommandRejected CALL_REPEATED, ALLOW stands");

    assertThat(ledger.state().call(EngineScenario.TENANT, read.callId()).gateway())
        .isEqualTo(EngineScenario.GATEWAY);
  }

  @ParameterizedTest
  @EnumSource(names = {"WRITE", "DESTRUCTIVE"})
  void refusesAnotherGatewayThatRepeatsWhatChangesTheWorld(Risk risk) {
    allowing()
        .given(Asked.intent(1, risk))
        .whenBy("gateway-2", Asked.intent(1, risk))
        .then("CommandRejected CALL_REPEATED, DENY stands as ALREADY_ALLOWED")
        .when(Asked.intent(1, risk))
        .then("CommandRejected CALL_REPEATED, ALLOW stands");
  }

  @ParameterizedTest
  @EnumSource(names = {"WRITE", "DESTRUCTIVE"})
  void handsOutNoAllowForWhatHasRun(Risk risk) {
    allowing()
        .given(Asked.intent(1, risk))
        .given(Asked.outcome(1, OutcomeStatus.SUCCEEDED))
        .when(Asked.intent(1, risk))
        .then("CommandRejected CALL_REPEATED, DENY stands as ALREADY_USED");
  }

  @Test
  void handsOutNoAllowForWhatWasCancelled() {
    EngineScenario.open()
        .given(read)
        .given(Asked.cancel(1))
        .when(read)
        .then("CommandRejected CALL_REPEATED, DENY stands as CALL_CANCELLED");
  }

  @Test
  void handsOutNoAllowThatHasRunOut() {
    EngineScenario.open()
        .given(read)
        .after(Duration.ofSeconds(60))
        .when(read)
        .then("CommandRejected CALL_REPEATED, ALLOW stands")
        .after(Duration.ofMillis(1))
        .when(read)
        .then("CommandRejected CALL_REPEATED, DENY stands as ALLOW_EXPIRED");
  }

  @Test
  void handsOutNoAllowWhileTheClocksDisagree() {
    EngineScenario ledger = EngineScenario.open().given(read);
    ledger
        .whenBrokerSays(ledger.now().plusSeconds(61), read)
        .then("CommandRejected CALL_REPEATED, DENY stands as CLOCK_SUSPECT");
  }

  @Test
  void handsOutNoAllowThatWasGivenUp() {
    EngineScenario ledger = EngineScenario.open().given(read);
    var intent = ledger.lastCommand();
    ledger
        .given(Asked.abandon(1, intent.commandId()))
        .when(intent)
        .then("CommandRejected DUPLICATE_COMMAND, DENY stands as CALL_ABANDONED");
  }

  @Test
  void decidesAnewWhatWasGivenUp() {
    EngineScenario ledger = EngineScenario.open().given(read);
    ledger
        .given(Asked.abandon(1, ledger.lastCommandId()))
        .when(read)
        .then("IntentRecorded", "DecisionMade ALLOW");

    assertThat(ledger.state().due(Instant.MAX, 9)).hasSize(1);
  }

  @Test
  void refusesAnotherActionAfterGivingUp() {
    EngineScenario ledger = EngineScenario.open().given(read);
    ledger
        .given(Asked.abandon(1, ledger.lastCommandId()))
        .when(Asked.with(read, "actionDigest", Asked.digest("something else")))
        .then("CommandRejected CALL_ID_REUSED");
  }

  @Test
  void tellsNothingWhenACommandIdIsUsedForAnotherCall() {
    EngineScenario ledger = EngineScenario.open().given(read);
    var other = Asked.intent(2, Risk.READ);
    ledger
        .when(Variations.with(ledger.lastCommand(), "body", other))
        .then("CommandRejected DUPLICATE_COMMAND");
  }
}
