package io.countersign.approvals;

import static io.countersign.approvals.Budgeted.figures;
import static io.countersign.approvals.Budgeted.intent;
import static io.countersign.approvals.Budgeted.money;
import static io.countersign.approvals.Budgeted.used;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.schemas.call.Amounts;
import io.countersign.schemas.call.OutcomeStatus;
import io.countersign.schemas.call.Risk;
import io.countersign.schemas.command.Tick;
import io.countersign.schemas.event.ReservationOverrun;
import io.countersign.schemas.event.ReservationSettled;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is charged when a call ends, and what is corrected later. */
class SettlementTest {
  private static final String OTHER = "gateway-2";

  /** One allowed call that may use 400 of 1,000 micros. */
  private static EngineScenario running() {
    return Budgeted.ledger().given(money("day", 1_000)).given(intent(1, money(400)));
  }

  private static void stands(EngineScenario ledger, String figures) {
    assertThat(figures(ledger, "day", "")).isEqualTo(figures);
  }

  @ParameterizedTest
  @EnumSource(names = {"SUCCEEDED", "FAILED"})
  void chargesWhatWasUsed(OutcomeStatus status) {
    EngineScenario ledger = running();
    ledger
        .when(used(1, status, money(150)))
        .then("OutcomeRecorded " + status, "ReservationSettled ACTUAL");
    ReservationSettled settled = ledger.event(ReservationSettled.class);
    assertThat(settled.reserved()).isEqualTo(money(400));
    assertThat(settled.charged()).isEqualTo(money(150));
    stands(ledger, "1 + 0 calls, 150 + 0 micros");
  }

  @ParameterizedTest
  @EnumSource(names = {"TIMED_OUT", "UNKNOWN"})
  void assumesTheWorstWhenNobodyKnows(OutcomeStatus status) {
    EngineScenario ledger = running();
    ledger
        .when(used(1, status, money(150)))
        .then("OutcomeRecorded " + status, "ReservationSettled ASSUMED");
    stands(ledger, "1 + 0 calls, 400 + 0 micros");
    ledger
        .when(used(1, OutcomeStatus.SUCCEEDED, money(20)))
        .then("OutcomeRecorded SUCCEEDED", "ReservationSettled ADJUSTED");
    stands(ledger, "1 + 0 calls, 20 + 0 micros");
  }

  @Test
  void assumesMoreWhenMoreWasReported() {
    EngineScenario ledger = running();
    ledger
        .when(used(1, OutcomeStatus.TIMED_OUT, new Amounts(0, 0, 0, 700)))
        .then(
            "OutcomeRecorded TIMED_OUT",
            "ReservationSettled ASSUMED",
            "ReservationOverrun",
            "BudgetThresholdReached 50");
    stands(ledger, "1 + 0 calls, 700 + 0 micros");
  }

  @Test
  void assumesTheWorstOfACallThatIsOverdue() {
    EngineScenario ledger = running();
    ledger
        .after(Duration.ofMinutes(15))
        .when(new Tick())
        .then("OutcomeOverdue", "ReservationSettled ASSUMED")
        .thenOf(EngineScenario.TENANT);
    stands(ledger, "1 + 0 calls, 400 + 0 micros");
    ledger.when(used(1, OutcomeStatus.UNKNOWN, money(10))).then("OutcomeRecorded UNKNOWN");
    ledger
        .when(used(1, OutcomeStatus.NOT_RUN, money(0)))
        .then("OutcomeRecorded NOT_RUN", "ReservationSettled ADJUSTED");
    stands(ledger, "0 + 0 calls, 0 + 0 micros");
  }

  @Test
  void addsUpWhatOneCommandSettlesTwice() {
    EngineScenario ledger = running();
    ledger
        .after(Duration.ofMinutes(16))
        .when(used(1, OutcomeStatus.SUCCEEDED, money(30)))
        .then(
            "OutcomeOverdue",
            "ReservationSettled ASSUMED",
            "OutcomeRecorded SUCCEEDED",
            "ReservationSettled ADJUSTED");
    stands(ledger, "1 + 0 calls, 30 + 0 micros");
  }

  @Test
  void addsUpWhatOneTickSettlesForManyCalls() {
    EngineScenario ledger = Budgeted.ledger().given(Budgeted.calls("day", 1_000));
    for (int n = 1; n <= 300; n++) {
      ledger.given(Asked.intent(n, Risk.READ));
    }
    ledger.after(Duration.ofMinutes(15));
    assertThat(ledger.when(new Tick()).last()).hasSize(Recorder.MOST_EVENTS);
    stands(ledger, "128 + 172 calls, 0 + 0 micros");
    assertThat(ledger.when(new Tick()).last()).hasSize(Recorder.MOST_EVENTS);
    assertThat(ledger.when(new Tick()).last()).hasSize(88);
    ledger.when(new Tick()).then();
    stands(ledger, "300 + 0 calls, 0 + 0 micros");
  }

  @Test
  void freesWhatSurelyDidNotRun() {
    EngineScenario ledger = running();
    ledger
        .when(used(1, OutcomeStatus.NOT_RUN, money(400)))
        .then("OutcomeRecorded NOT_RUN", "ReservationSettled RELEASED");
    stands(ledger, "0 + 0 calls, 0 + 0 micros");
  }

  @Test
  void doesNotBelieveAnotherGatewayThatNothingRan() {
    EngineScenario ledger = running();
    ledger
        .whenBy(OTHER, used(1, OutcomeStatus.NOT_RUN, money(0)))
        .then(
            "OutcomeRecorded NOT_RUN",
            "ReservationSettled ASSUMED",
            "FindingRaised OUTCOME_FROM_OTHER_GATEWAY");
    stands(ledger, "1 + 0 calls, 400 + 0 micros");
  }

  @Test
  void freesACancelledCallAndChargesItWhenItRanAfterAll() {
    EngineScenario ledger = running();
    ledger.when(Asked.cancel(1)).then("CallCancelled", "ReservationSettled RELEASED");
    stands(ledger, "0 + 0 calls, 0 + 0 micros");
    ledger
        .when(used(1, OutcomeStatus.SUCCEEDED, money(300)))
        .then(
            "OutcomeRecorded SUCCEEDED",
            "ReservationSettled ADJUSTED",
            "FindingRaised EXECUTED_AFTER_CANCEL");
    stands(ledger, "1 + 0 calls, 300 + 0 micros");
  }

  @Test
  void assumesTheWorstOfACancelledCallThatMayHaveRun() {
    EngineScenario ledger = running().given(Asked.cancel(1));
    ledger
        .when(used(1, OutcomeStatus.TIMED_OUT, money(0)))
        .then(
            "OutcomeRecorded TIMED_OUT",
            "ReservationSettled ASSUMED",
            "FindingRaised EXECUTED_AFTER_CANCEL");
    stands(ledger, "1 + 0 calls, 400 + 0 micros");
  }

  @Test
  void changesNothingWhenACancelledCallDidNotRun() {
    running()
        .given(Asked.cancel(1))
        .when(used(1, OutcomeStatus.NOT_RUN, money(0)))
        .then("OutcomeRecorded NOT_RUN");
  }

  @Test
  void reservesAnewWhenAnAbandonedCallIsAskedAgain() {
    EngineScenario ledger = running();
    UUID asked = ledger.lastCommandId();
    ledger.when(Asked.abandon(1, asked)).then("CallAbandoned", "ReservationSettled RELEASED");
    stands(ledger, "0 + 0 calls, 0 + 0 micros");
    ledger.when(intent(1, money(400))).then("IntentRecorded", "DecisionMade ALLOW");
    stands(ledger, "0 + 1 calls, 0 + 400 micros");
    ledger
        .when(used(1, OutcomeStatus.SUCCEEDED, money(100)))
        .then("OutcomeRecorded SUCCEEDED", "ReservationSettled ACTUAL");
    stands(ledger, "1 + 0 calls, 100 + 0 micros");
  }

  @Test
  void settlesAnOverdueCallThatIsCancelledTooLate() {
    EngineScenario ledger = running();
    ledger
        .after(Duration.ofMinutes(16))
        .when(Asked.cancel(1))
        .then(
            "OutcomeOverdue",
            "ReservationSettled ASSUMED",
            "CommandRejected CALL_FINISHED, ALLOW stands");
    stands(ledger, "1 + 0 calls, 400 + 0 micros");
  }

  @Test
  void chargesAllOfAnOverrunEvenBeyondTheLimit() {
    EngineScenario ledger = running();
    ledger.given(intent(2, money(400)));
    ledger
        .when(used(1, OutcomeStatus.SUCCEEDED, money(900)))
        .then(
            "OutcomeRecorded SUCCEEDED",
            "ReservationSettled ACTUAL",
            "ReservationOverrun",
            "BudgetThresholdReached 100");
    ReservationOverrun overrun = ledger.event(ReservationOverrun.class);
    assertThat(overrun.bound()).isEqualTo(money(400));
    assertThat(overrun.used()).isEqualTo(money(900));
    stands(ledger, "1 + 1 calls, 900 + 400 micros");
    ledger.when(intent(3, money(0))).then("IntentRecorded", "DecisionMade DENY");
  }

  @Test
  void addsWhatASecondRunUsed() {
    EngineScenario ledger = running().given(used(1, OutcomeStatus.SUCCEEDED, money(100)));
    ledger
        .when(used(1, OutcomeStatus.FAILED, money(50)))
        .then(
            "OutcomeRecorded FAILED",
            "ReservationSettled ADJUSTED",
            "ReservationOverrun",
            "FindingRaised CONTRADICTING_OUTCOME");
    stands(ledger, "2 + 0 calls, 150 + 0 micros");
    ledger
        .when(used(1, OutcomeStatus.NOT_RUN, money(0)))
        .then("OutcomeRecorded NOT_RUN", "FindingRaised CONTRADICTING_OUTCOME");
    ledger
        .when(used(1, OutcomeStatus.UNKNOWN, money(150)))
        .then("OutcomeRecorded UNKNOWN", "FindingRaised CONTRADICTING_OUTCOME");
    stands(ledger, "2 + 0 calls, 150 + 0 micros");
  }

  @Test
  void assumesTheWorstWhenWhatDidNotRunMayHaveRun() {
    EngineScenario ledger = running().given(used(1, OutcomeStatus.NOT_RUN, money(0)));
    ledger
        .when(used(1, OutcomeStatus.UNKNOWN, money(0)))
        .then(
            "OutcomeRecorded UNKNOWN",
            "ReservationSettled ASSUMED",
            "FindingRaised CONTRADICTING_OUTCOME");
    stands(ledger, "1 + 0 calls, 400 + 0 micros");
  }

  @Test
  void chargesARepeatedOutcomeOnce() {
    EngineScenario ledger = running().given(used(1, OutcomeStatus.SUCCEEDED, money(100)));
    ledger
        .when(used(1, OutcomeStatus.SUCCEEDED, money(100)))
        .then("CommandRejected OUTCOME_REPEATED, ALLOW stands");
    stands(ledger, "1 + 0 calls, 100 + 0 micros");
  }
}
