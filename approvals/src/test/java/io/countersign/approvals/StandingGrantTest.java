package io.countersign.approvals;

import static io.countersign.approvals.Approving.claim;
import static io.countersign.approvals.Approving.edited;
import static io.countersign.approvals.Approving.lead;
import static io.countersign.approvals.Approving.leadsDecide;
import static io.countersign.approvals.Approving.scenario;
import static io.countersign.approvals.Approving.write;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.schemas.approval.Approver;
import io.countersign.schemas.approval.StandingScope;
import io.countersign.schemas.approval.Voter;
import io.countersign.schemas.call.Risk;
import io.countersign.schemas.command.CreateStandingGrant;
import io.countersign.schemas.command.RevokeStandingGrant;
import io.countersign.schemas.command.SetApprover;
import io.countersign.schemas.event.ApprovalRequested;
import io.countersign.schemas.event.VoteCast;
import io.countersign.testkit.Samples;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Votes that people give in advance. */
class StandingGrantTest {
  private static final StandingScope WRITES =
      new StandingScope("crm", "write", null, null, null, null);

  private static CreateStandingGrant grant(long n, StandingScope scope, int uses, Voter by) {
    return new CreateStandingGrant(
        id(n), scope, uses, Samples.START.plus(Duration.ofHours(2)), "every morning", by);
  }

  private static CreateStandingGrant grant(int uses) {
    return grant(1, WRITES, uses, lead("lea"));
  }

  private static UUID id(long n) {
    return Samples.commandId(3_000_000 + n);
  }

  private static StandingScope when(@Nullable String condition) {
    return new StandingScope("crm", "write", null, null, null, condition);
  }

  @Test
  void votesAtOnceAndTheCallIsClaimedAsAnyOther() {
    EngineScenario scenario = scenario().given(grant(2)).when(write(1));
    scenario.then(
        "IntentRecorded",
        "DecisionMade ASK",
        "ApprovalRequested",
        "VoteCast APPROVE",
        "ApprovalGranted");
    assertThat(scenario.event(VoteCast.class).standingGrantId()).isEqualTo(id(1));
    scenario.when(claim(scenario.event(ApprovalRequested.class), 1)).then("GrantClaimed ONLINE");
  }

  @Test
  void isUsedAsOftenAsItMayBeAndNoMore() {
    scenario()
        .given(grant(1))
        .when(write(1))
        .then(
            "IntentRecorded",
            "DecisionMade ASK",
            "ApprovalRequested",
            "VoteCast APPROVE",
            "StandingGrantClosed EXHAUSTED",
            "ApprovalGranted")
        .when(write(2))
        .then("IntentRecorded", "DecisionMade ASK", "ApprovalRequested");
  }

  @Test
  void isNotUsedWhereItsVoteFillsNoSeat() {
    EngineScenario scenario =
        scenario(Approving.decide("{quorum: [{group: finance}]}")).given(grant(1));
    scenario.when(write(1)).then("IntentRecorded", "DecisionMade ASK", "ApprovalRequested");
    assertThat(scenario.state().approvers("acme").standing().getFirst().uses()).isZero();
  }

  @Test
  void countsTwoGrantsOfOnePersonOnceEvenUnderTwoNames() {
    scenario(Approving.decide("{quorum: [{group: leads, count: 2}]}"))
        .given(new SetApprover(new Approver("lea", List.of("lea@home"), List.of("leads"), true)))
        .given(Approving.person("max", "leads"))
        .given(grant(1, WRITES, 5, lead("lea")))
        .given(grant(2, WRITES, 5, lead("lea@home")))
        .when(write(1))
        .then("IntentRecorded", "DecisionMade ASK", "ApprovalRequested", "VoteCast APPROVE");
  }

  @Test
  void fillsTheSeatsOfTwoPeopleWithTheirTwoGrants() {
    scenario(Approving.decide("{quorum: [{group: leads, count: 2}]}"))
        .given(grant(1, WRITES, 5, lead("lea")))
        .given(grant(2, WRITES, 5, lead("max")))
        .when(write(1))
        .then(
            "IntentRecorded",
            "DecisionMade ASK",
            "ApprovalRequested",
            "VoteCast APPROVE",
            "VoteCast APPROVE",
            "ApprovalGranted");
  }

  @Test
  void neverVotesForTheGiversOwnCall() {
    scenario()
        .given(grant(1, WRITES, 5, lead("ANN@acme.example")))
        .when(write(1))
        .then("IntentRecorded", "DecisionMade ASK", "ApprovalRequested");
  }

  @Test
  void neverVotesForWhatDestroysNorWherePeopleMustStepUpOrSayWhy() {
    scenario()
        .when(
            grant(
                1, new StandingScope("crm", "destructive", null, null, null, null), 5, lead("lea")))
        .then("CommandRejected STANDING_GRANT_FORBIDDEN");
    for (String personal : List.of("stepUp: true", "comment: true")) {
      scenario(leadsDecide(personal))
          .given(grant(5))
          .when(write(1))
          .then("IntentRecorded", "DecisionMade ASK", "ApprovalRequested");
    }
    scenario()
        .given(grant(5))
        .given(Asked.tool(Risk.WRITE, "risk", Risk.DESTRUCTIVE))
        .when(write(1))
        .then("IntentRecorded", "DecisionMade ASK", "ApprovalRequested");
  }

  @Test
  void votesOnlyWhereItsConditionHolds() {
    scenario()
        .given(grant(1, when("args.id == 8"), 5, lead("lea")))
        .when(write(1))
        .then("IntentRecorded", "DecisionMade ASK", "ApprovalRequested")
        .when(Asked.with(edited(write(2)), "actionDigest", Asked.digest("eight")))
        .then(
            "IntentRecorded",
            "DecisionMade ASK",
            "ApprovalRequested",
            "VoteCast APPROVE",
            "ApprovalGranted");
    scenario()
        .when(grant(1, when("args.id +"), 5, lead("lea")))
        .then("CommandRejected STANDING_GRANT_INVALID");
  }

  @Test
  void evaluatesOnlySoManyConditionsForOneCall() {
    EngineScenario scenario = scenario();
    for (int i = 0; i < StandingVotes.MOST_CONDITIONS; i++) {
      scenario.given(grant(i, when("args.id == 8"), 5, lead("lead-" + i)));
    }
    scenario
        .given(grant(99, when("args.id == 7"), 5, lead("lea")))
        .when(write(1))
        .then("IntentRecorded", "DecisionMade ASK", "ApprovalRequested");
  }

  @Test
  void votesNoMoreOnceItIsRevokedOrItsTimeIsOver() {
    scenario()
        .given(grant(5))
        .when(new RevokeStandingGrant(id(1), "no longer", "lea"))
        .then("StandingGrantClosed REVOKED")
        .when(write(1))
        .then("IntentRecorded", "DecisionMade ASK", "ApprovalRequested")
        .when(new RevokeStandingGrant(id(1), "no longer", "lea"))
        .then("CommandRejected STANDING_GRANT_UNKNOWN");
    EngineScenario late = scenario().given(grant(5)).after(Duration.ofHours(2));
    late.when(Asked.with(write(1), "callId", late.next(write(1), "g").commandId()))
        .then("IntentRecorded", "DecisionMade ASK", "ApprovalRequested");
  }

  @Test
  void lastsNoLongerThanThirtyDaysAndNoMoreThanAThousandUses() {
    scenario()
        .when(
            new CreateStandingGrant(
                id(1), WRITES, 1, Samples.START.plus(Duration.ofDays(31)), "", lead("lea")))
        .then("CommandRejected STANDING_GRANT_INVALID")
        .when(grant(1_001))
        .then("CommandRejected STANDING_GRANT_INVALID")
        .when(grant(0))
        .then("CommandRejected STANDING_GRANT_INVALID")
        .when(grant(1_000))
        .then("StandingGrantCreated")
        .when(grant(1_000))
        .then("CommandRejected CONTROL_UNCHANGED");
  }
}
