package io.countersign.approvals;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.approvals.decision.Brakes;
import io.countersign.approvals.state.Brake;
import io.countersign.approvals.state.Controls;
import io.countersign.schemas.call.OutcomeStatus;
import io.countersign.schemas.call.Reason;
import io.countersign.schemas.call.Risk;
import io.countersign.schemas.call.ToolReference;
import io.countersign.schemas.command.RecordOutcome;
import io.countersign.schemas.command.RetireTool;
import io.countersign.schemas.control.BrakeKind;
import io.countersign.schemas.control.BrakeScope;
import io.countersign.schemas.event.DecisionMade;
import io.countersign.schemas.event.FindingRaised;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BrakesTest {
  private static final BrakeScope EVERYTHING = BrakeScope.EVERYTHING;
  private final EngineScenario ledger = EngineScenario.open();

  @ParameterizedTest
  @CsvSource({
    ",,,                    prod, true",
    "crm,,,                 prod, true",
    "crm,read,,             prod, true",
    "crm,read,prod,         prod, true",
    ",,prod,                prod, true",
    ",,prod,                production-eu, true",
    ",,production-eu,       production-eu, true",
    "mail,,,                prod, false",
    "crm,write,,            prod, false",
    ",,dev,                 prod, false",
    ",,prod,                dev, false",
    ",,prod,                staging, false",
    ",,prod,                , true",
    ",,dev,                 , true",
    ",,dev,                 Dev, true",
    ",,dev,                 ' dev ', true",
    ",,Staging,             staging, true",
    ",,dev,                 develop, false",
    ",,Prod,                production, true"
  })
  void stopsWhatItsScopeCovers(
      @Nullable String server,
      @Nullable String tool,
      @Nullable String scope,
      @Nullable String environment,
      boolean stops) {
    Brake brake =
        new Brake(
            Asked.brakeId(1),
            BrakeKind.KILL,
            new BrakeScope(server, tool, scope),
            "",
            "bo",
            Instant.EPOCH,
            3);
    Controls braked = Controls.NONE.withBrakes(List.of(brake), List.of());

    for (Controls tenant : List.of(braked, Controls.NONE)) {
      Controls platform = tenant.equals(braked) ? Controls.NONE : braked;
      assertThat(
              Brakes.stopping(
                      tenant,
                      platform,
                      new ToolReference("crm", "read", null, null),
                      environment,
                      Risk.READ)
                  .isPresent())
          .isEqualTo(stops);
    }
  }

  @ParameterizedTest
  @CsvSource({"KILL,KILL_SWITCH", "READ_ONLY,READ_ONLY_MODE", "SHADOW,SHADOW_MODE"})
  void takesAToolThatNobodyKnowsForOneThatChangesTheWorld(BrakeKind kind, String code) {
    ledger.given(Asked.brake(1, kind, EVERYTHING)).when(Asked.intent(1, "launch"));

    assertThat(stopped().code()).isEqualTo(code);
  }

  @Test
  void letsReadingGoOnButUnderTheKillSwitch() {
    ledger
        .given(Asked.brake(1, BrakeKind.READ_ONLY, EVERYTHING))
        .given(Asked.brake(2, BrakeKind.SHADOW, EVERYTHING))
        .when(Asked.intent(1, Risk.READ))
        .then("IntentRecorded", "DecisionMade ALLOW");
  }

  @Test
  void saysWhoStoppedWhatAndWhy() {
    ledger
        .given(Asked.brake(1, BrakeKind.SHADOW, EVERYTHING))
        .givenForAll(Asked.brake(2, BrakeKind.KILL, new BrakeScope("crm", null, null)))
        .when(Asked.intent(1, Risk.READ));

    Reason reason = stopped();
    assertThat(reason.code()).isEqualTo("KILL_SWITCH");
    assertThat(reason.message()).contains("bo@acme.example", "crm", "customers get mails twice");
    assertThat(reason.reference()).isEqualTo("brake/%s@5".formatted(Asked.brakeId(2)));
  }

  private Reason stopped() {
    return ledger.event(DecisionMade.class).reasons().stream()
        .filter(reason -> reason.check().equals("brakes"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void stopsNothingAfterItsRelease() {
    ledger
        .given(Asked.brake(1, BrakeKind.KILL, EVERYTHING))
        .given(Asked.release(1))
        .when(Asked.intent(1, Risk.READ))
        .then("IntentRecorded", "DecisionMade ALLOW");
  }

  @Test
  void isNotEngagedAgainByACommandThatComesAfterItsRelease() {
    ledger
        .givenForAll(Asked.release(1))
        .then("CommandRejected BRAKE_UNKNOWN")
        .givenForAll(Asked.brake(1, BrakeKind.KILL, EVERYTHING))
        .then("BrakeEngaged KILL")
        .givenForAll(Asked.release(1))
        .then("BrakeReleased")
        .givenForAll(Asked.brake(1, BrakeKind.KILL, EVERYTHING))
        .then("CommandRejected BRAKE_RELEASED")
        .when(Asked.intent(1, Risk.READ))
        .then("IntentRecorded", "DecisionMade ALLOW");
  }

  @Test
  void keepsAnAllowFromBeingHandedOutAgain() {
    ledger
        .given(Asked.intent(1, Risk.READ))
        .givenForAll(Asked.brake(1, BrakeKind.KILL, EVERYTHING))
        .when(Asked.intent(1, Risk.READ))
        .then("CommandRejected CALL_REPEATED, DENY stands as KILL_SWITCH")
        .whenRepeated()
        .then("CommandRejected DUPLICATE_COMMAND, DENY stands as KILL_SWITCH");
    ledger
        .givenForAll(Asked.release(1))
        .when(Asked.intent(1, Risk.READ))
        .then("CommandRejected CALL_REPEATED, ALLOW stands");
  }

  @Test
  void handsOutNoAllowForAToolThatWasRetired() {
    ledger
        .given(Asked.intent(1, Risk.READ))
        .given(new RetireTool("crm", "read", "replaced"))
        .when(Asked.intent(1, Risk.READ))
        .then("CommandRejected CALL_REPEATED, DENY stands as TOOL_RETIRED");
  }

  @Test
  void handsOutNoAllowForAToolThatChanged() {
    ledger
        .given(Asked.intent(1, Risk.READ))
        .given(Asked.tool(Risk.READ, "purpose", "clearer words"))
        .when(Asked.intent(1, Risk.READ))
        .then("CommandRejected CALL_REPEATED, ALLOW stands")
        .given(Asked.tool(Risk.READ, "risk", Risk.WRITE))
        .when(Asked.intent(1, Risk.READ))
        .then("CommandRejected CALL_REPEATED, DENY stands as TOOL_CHANGED")
        .given(Asked.tool(Risk.READ, "version", "2.0"))
        .when(Asked.intent(1, Risk.READ))
        .then("CommandRejected CALL_REPEATED, DENY stands as TOOL_CHANGED");
  }

  private static RecordOutcome outcome(long durationMillis) {
    return Asked.with(Asked.outcome(1, OutcomeStatus.SUCCEEDED), "durationMillis", durationMillis);
  }

  @Test
  void findsAToolThatBeganAfterIt() {
    ledger
        .given(Asked.intent(1, Risk.READ))
        .after(Duration.ofMillis(10))
        .given(Asked.brake(1, BrakeKind.KILL, EVERYTHING))
        .after(Duration.ofSeconds(2))
        .when(outcome(1_999))
        .then("OutcomeRecorded SUCCEEDED", "FindingRaised EXECUTED_UNDER_BRAKE");

    FindingRaised finding = ledger.event(FindingRaised.class);
    assertThat(finding.message()).contains("brake/%s@".formatted(Asked.brakeId(1)));
    assertThat(finding.evidence()).hasSize(2);
  }

  @Test
  void findsNothingInAToolThatRanAlreadyOrDidNotRun() {
    ledger
        .given(Asked.intent(1, Risk.READ))
        .after(Duration.ofMillis(10))
        .given(Asked.brake(1, BrakeKind.KILL, EVERYTHING))
        .after(Duration.ofSeconds(2))
        .when(outcome(2_000))
        .then("OutcomeRecorded SUCCEEDED");
    EngineScenario.open()
        .given(Asked.intent(1, Risk.READ))
        .given(Asked.brake(1, BrakeKind.KILL, EVERYTHING))
        .after(Duration.ofSeconds(2))
        .when(Asked.outcome(1, OutcomeStatus.NOT_RUN))
        .then("OutcomeRecorded NOT_RUN");
  }

  @Test
  void findsNothingUnderABrakeForOtherCalls() {
    ledger
        .given(Asked.intent(1, Risk.READ))
        .given(Asked.brake(1, BrakeKind.READ_ONLY, EVERYTHING))
        .given(Asked.brake(2, BrakeKind.KILL, new BrakeScope("mail", null, null)))
        .after(Duration.ofSeconds(2))
        .when(outcome(Long.MAX_VALUE))
        .then("OutcomeRecorded SUCCEEDED");
  }
}
