package io.countersign.approvals;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.schemas.call.CallState;
import io.countersign.schemas.call.OutcomeStatus;
import io.countersign.schemas.call.Risk;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class CallEndTest {
  private final EngineScenario ledger = EngineScenario.open();

  private CallState state() {
    return ledger.state().call(EngineScenario.TENANT, Asked.call(1)).state();
  }

  @Test
  void cancelsACallThatHasNotRun() {
    ledger.given(Asked.intent(1, Risk.READ)).when(Asked.cancel(1)).then("CallCancelled");

    assertThat(state()).isEqualTo(CallState.CANCELLED);
    assertThat(ledger.state().due(Instant.MAX, 9)).isEmpty();
    ledger.whenRepeated().then("CommandRejected DUPLICATE_COMMAND");
  }

  @Test
  void cancelsNothingThatNobodyAskedFor() {
    ledger
        .when(Asked.cancel(1))
        .then("CommandRejected CALL_UNKNOWN")
        .when(Asked.abandon(1, Asked.call(2)))
        .then("CommandRejected CALL_UNKNOWN");
  }

  @Test
  void cancelsNothingThatIsFinished() {
    ledger
        .given(Asked.intent(1, Risk.READ))
        .given(Asked.outcome(1, OutcomeStatus.SUCCEEDED))
        .when(Asked.cancel(1))
        .then("CommandRejected CALL_FINISHED, ALLOW stands");
    ledger
        .given(Asked.intent(2, Risk.WRITE))
        .when(Asked.cancel(2))
        .then("CommandRejected CALL_FINISHED, DENY stands");
  }

  @Test
  void letsNoOtherGatewayCancel() {
    ledger
        .given(Asked.intent(1, Risk.READ))
        .whenBy("gateway-2", Asked.cancel(1))
        .then("CommandRejected CALL_OF_OTHER_GATEWAY, ALLOW stands")
        .when(Asked.outcome(1, OutcomeStatus.SUCCEEDED))
        .then("OutcomeRecorded SUCCEEDED");
  }

  @Test
  void doesNotHideALateOutcomeBehindACancellation() {
    ledger
        .given(Asked.intent(1, Risk.READ))
        .after(Duration.ofMinutes(15).plusMillis(1))
        .when(Asked.cancel(1))
        .then("OutcomeOverdue", "CommandRejected CALL_FINISHED, ALLOW stands");
    assertThat(state()).isEqualTo(CallState.OVERDUE);
    ledger.whenRepeated().then("CommandRejected DUPLICATE_COMMAND");
  }

  @Test
  void givesUpACallWhoseAnswerNeverArrived() {
    ledger.given(Asked.intent(1, Risk.READ));
    ledger.when(Asked.abandon(1, ledger.lastCommandId())).then("CallAbandoned");

    assertThat(state()).isEqualTo(CallState.ABANDONED);
    assertThat(ledger.state().due(Instant.MAX, 9)).isEmpty();
    ledger.whenRepeated().then("CommandRejected DUPLICATE_COMMAND");
  }

  @Test
  void doesNotGiveUpWhatAnotherCommandWasAnsweredToo() {
    ledger.given(Asked.intent(1, Risk.READ));
    UUID first = ledger.lastCommandId();
    ledger.given(Asked.intent(1, Risk.READ));
    UUID second = ledger.lastCommandId();

    ledger
        .when(Asked.abandon(1, second))
        .then("CommandRejected CALL_ASKED_AGAIN, ALLOW stands")
        .when(Asked.abandon(1, first))
        .then("CommandRejected CALL_ASKED_AGAIN, ALLOW stands");
    assertThat(state()).isEqualTo(CallState.ALLOWED);
  }

  @Test
  void doesNotGiveUpACommandThatWasAnsweredTwice() {
    ledger.given(Asked.intent(1, Risk.READ)).whenRepeated();

    ledger
        .when(Asked.abandon(1, ledger.lastCommandId()))
        .then("CommandRejected CALL_ASKED_AGAIN, ALLOW stands");
  }

  @Test
  void neverAllowsTwiceWhatMayBeRunning() {
    EngineScenario writing = EngineScenario.open(Asked.engineThatAllows());
    writing.given(Asked.intent(1, Risk.WRITE)).given(Asked.intent(1, Risk.WRITE));
    writing
        .given(Asked.abandon(1, writing.lastCommandId()))
        .when(Asked.intent(1, Risk.WRITE))
        .then("CommandRejected CALL_REPEATED, ALLOW stands");
    assertThat(writing.log()).filteredOn(e -> e.type().equals("DecisionMade")).hasSize(1);
  }

  @Test
  void givesUpWhatWasAskedAnewAfterGivingUp() {
    ledger.given(Asked.intent(1, Risk.READ));
    UUID first = ledger.lastCommandId();
    ledger.given(Asked.abandon(1, first)).given(Asked.intent(1, Risk.READ));
    UUID second = ledger.lastCommandId();

    ledger
        .when(Asked.abandon(1, first))
        .then("CommandRejected CALL_ASKED_AGAIN, ALLOW stands")
        .when(Asked.abandon(1, second))
        .then("CallAbandoned");
  }
}
