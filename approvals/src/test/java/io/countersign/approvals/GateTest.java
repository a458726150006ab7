package io.countersign.approvals;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.schemas.call.Reason;
import io.countersign.schemas.call.Risk;
import io.countersign.schemas.command.ConfigureTenant;
import io.countersign.schemas.command.ReviewServer;
import io.countersign.schemas.control.Gate;
import io.countersign.schemas.control.QuorumSlot;
import io.countersign.schemas.control.TenantSettings;
import io.countersign.schemas.event.DecisionMade;
import io.countersign.schemas.event.ServerReviewed;
import io.countersign.testkit.Variations;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class GateTest {
  private final EngineScenario ledger = EngineScenario.open();

  private Reason gate() {
    return ledger.event(DecisionMade.class).reasons().stream()
        .filter(reason -> reason.check().equals("gate"))
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @EnumSource
  void followsFromTheReview(Gate gate) {
    ledger.when(Asked.review(gate)).then("ServerReviewed " + gate);
    assertThat(ledger.event(ServerReviewed.class).reasons()).isNotEmpty();
    ledger.when(Asked.review(gate)).then("CommandRejected CONTROL_UNCHANGED");
  }

  @Test
  void isNamedInEveryDecisionThatLookedAtIt() {
    ledger.given(Asked.review(Gate.READ_ONLY)).when(Asked.intent(1, Risk.READ));

    assertThat(ledger.event(DecisionMade.class).gate()).isEqualTo(Gate.READ_ONLY);
    assertThat(gate().reference()).isEqualTo("server/crm@4");
  }

  @Test
  void isOneLowerOnceTheReviewIsOverdue() {
    ReviewServer overdue =
        new ReviewServer(
            Variations.with(
                Asked.review(Gate.WRITES_WITH_APPROVAL).review(), "nextReview", "2026-11-19"));
    ledger
        .when(overdue)
        .then("ServerReviewed WRITES_WITH_APPROVAL")
        .when(Asked.intent(1, Risk.WRITE))
        .then("IntentRecorded", "DecisionMade DENY");

    assertThat(gate().code()).isEqualTo("GATE_READ_ONLY");
    assertThat(gate().message()).contains("due on 2026-11-19");
    assertThat(ledger.event(DecisionMade.class).gate()).isEqualTo(Gate.READ_ONLY);
  }

  @ParameterizedTest
  @CsvSource({
    "dev, ALLOW",
    "staging, ALLOW",
    "test, ALLOW",
    "sandbox, ALLOW",
    "prod, DENY",
    "Dev, DENY",
    "production-eu, DENY"
  })
  void keepsAPrototypeOutOfWhateverCountsAsProduction(String environment, String verdict) {
    ledger
        .given(Asked.review(Gate.PROTOTYPE_ONLY))
        .when(Asked.with(Asked.intent(1, Risk.READ), "environment", environment))
        .then("IntentRecorded", "DecisionMade " + verdict);
  }

  @Test
  void takesTheTenantsWordForAServerThatNobodyHasReviewed() {
    ledger
        .given(new ConfigureTenant(new TenantSettings("UTC", Gate.BLOCK, false)))
        .when(Asked.intent(1, Risk.READ))
        .then("IntentRecorded", "DecisionMade DENY");

    assertThat(gate().code()).isEqualTo("SERVER_NOT_REVIEWED");
    assertThat(gate().reference()).isEqualTo("settings");
  }

  @Test
  void asksOneApproverWithinAnHourWhereNoRuleSpeaks() {
    ledger
        .given(Asked.review(Gate.WRITES_WITH_APPROVAL))
        .when(Asked.intent(1, Risk.DESTRUCTIVE))
        .then("IntentRecorded", "DecisionMade ASK", "ApprovalRequested");

    var approval = ledger.event(DecisionMade.class).approval();
    assertThat(approval.quorum()).containsExactly(new QuorumSlot("*", 1));
    assertThat(approval.ttlMillis()).isEqualTo(3_600_000);
  }

  @Test
  void asksStillWhenARuleAllows() {
    ledger
        .given(Asked.review(Gate.WRITES_WITH_APPROVAL))
        .given(Asked.policy("p", "effect: allow"))
        .when(Asked.intent(1, Risk.WRITE))
        .then("IntentRecorded", "DecisionMade ASK", "ApprovalRequested")
        .when(Asked.intent(2, Risk.READ))
        .then("IntentRecorded", "DecisionMade ALLOW");
  }

  @Test
  void leavesTheTermsOfTheApprovalToARuleThatAsks() {
    ledger
        .given(Asked.review(Gate.WRITES_WITH_APPROVAL))
        .given(
            Asked.policy(
                "p", "effect: ask", "approval: {quorum: [{group: leads, count: 2}], ttl: 10m}"))
        .when(Asked.intent(1, Risk.WRITE))
        .then("IntentRecorded", "DecisionMade ASK", "ApprovalRequested");

    var approval = ledger.event(DecisionMade.class).approval();
    assertThat(approval.quorum()).isEqualTo(List.of(new QuorumSlot("leads", 2)));
    assertThat(approval.ttlMillis()).isEqualTo(600_000);
  }

  @Test
  void doesNotAskForWhatARuleDenies() {
    ledger
        .given(Asked.review(Gate.WRITES_WITH_APPROVAL))
        .given(Asked.policy("p", "effect: deny"))
        .when(Asked.intent(1, Risk.WRITE))
        .then("IntentRecorded", "DecisionMade DENY");
    assertThat(ledger.event(DecisionMade.class).approval()).isNull();
  }
}
