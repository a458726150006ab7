package io.countersign.approvals;

import static io.countersign.approvals.Approving.approve;
import static io.countersign.approvals.Approving.breakGlass;
import static io.countersign.approvals.Approving.claim;
import static io.countersign.approvals.Approving.deny;
import static io.countersign.approvals.Approving.edited;
import static io.countersign.approvals.Approving.firefighter;
import static io.countersign.approvals.Approving.lead;
import static io.countersign.approvals.Approving.leadsDecide;
import static io.countersign.approvals.Approving.person;
import static io.countersign.approvals.Approving.ran;
import static io.countersign.approvals.Approving.revoke;
import static io.countersign.approvals.Approving.scenario;
import static io.countersign.approvals.Approving.vote;
import static io.countersign.approvals.Approving.write;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.schemas.approval.ApprovalState;
import io.countersign.schemas.approval.Approver;
import io.countersign.schemas.approval.Ballot;
import io.countersign.schemas.approval.GrantMode;
import io.countersign.schemas.approval.NoticeKind;
import io.countersign.schemas.approval.Voter;
import io.countersign.schemas.call.OutcomeStatus;
import io.countersign.schemas.call.Risk;
import io.countersign.schemas.command.AbandonCall;
import io.countersign.schemas.command.CancelRun;
import io.countersign.schemas.command.CastVote;
import io.countersign.schemas.command.ClaimGrant;
import io.countersign.schemas.command.ConfirmCall;
import io.countersign.schemas.command.DelegateVotes;
import io.countersign.schemas.command.ReconcileOutcome;
import io.countersign.schemas.command.RecordIntent;
import io.countersign.schemas.command.RecordNotification;
import io.countersign.schemas.command.RegisterTool;
import io.countersign.schemas.command.ReviewBreakGlass;
import io.countersign.schemas.command.SetApprover;
import io.countersign.schemas.command.Tick;
import io.countersign.schemas.control.BrakeKind;
import io.countersign.schemas.control.BrakeScope;
import io.countersign.schemas.event.ApprovalRequested;
import io.countersign.schemas.event.CommandRejected;
import io.countersign.schemas.event.DecisionMade;
import io.countersign.schemas.event.VoteCast;
import io.countersign.testkit.Samples;
import io.countersign.testkit.Variations;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * The edge cases of approvals that are decided, each under its own name: what happens when people,
 * gateways, clocks and the world come in the wrong order.
 */
final class ApprovalTest {

  private static ApprovalRequested asked(EngineScenario scenario) {
    return scenario.when(write(1)).event(ApprovalRequested.class);
  }

  @Test
  void asksApprovesClaimsAndConsumesOnce() {
    EngineScenario scenario = scenario();
    ApprovalRequested approval = asked(scenario);
    scenario
        .then("IntentRecorded", "DecisionMade ASK", "ApprovalRequested")
        .when(approve(approval, "lea"))
        .then("VoteCast APPROVE", "ApprovalGranted")
        .when(claim(approval, 1))
        .then("GrantClaimed ONLINE")
        .when(ran(approval, 1))
        .then("OutcomeRecorded SUCCEEDED")
        .when(claim(approval, 2))
        .then("CommandRejected ALREADY_CLAIMED, ASK stands");
    assertThat(state(scenario, approval)).isEqualTo(ApprovalState.CONSUMED);
  }

  private static ApprovalState state(EngineScenario scenario, ApprovalRequested approval) {
    return Objects.requireNonNull(
            scenario.state().approval(EngineScenario.TENANT, approval.approvalId()))
        .state();
  }

  // Time

  @Test
  void refusesAVoteAfterTheDeadlineBeforeAnyTick() {
    EngineScenario scenario = scenario();
    ApprovalRequested approval = asked(scenario);
    scenario
        .after(Duration.ofHours(1))
        .when(approve(approval, "lea"))
        .then("ApprovalClosed EXPIRED EXPIRED", "CommandRejected EXPIRED, ASK stands")
        .when(approve(approval, "lea"))
        .then("CommandRejected EXPIRED, ASK stands");
  }

  @Test
  void expiresByATickAndNeverRevives() {
    EngineScenario scenario = scenario();
    ApprovalRequested approval = asked(scenario);
    scenario
        .after(Duration.ofHours(1))
        .when(new Tick())
        .then("ApprovalClosed EXPIRED EXPIRED")
        .when(write(1))
        .then("CommandRejected CALL_REPEATED, DENY stands as APPROVAL_EXPIRED")
        .when(claim(approval, 1))
        .then("CommandRejected EXPIRED, ASK stands");
  }

  @Test
  void letsTheOrderOfTheLogDecideBetweenAVoteAndTheDeadline() {
    EngineScenario scenario = scenario();
    ApprovalRequested approval = asked(scenario);
    scenario
        .after(Duration.ofHours(1).minusMillis(1))
        .when(approve(approval, "lea"))
        .then("VoteCast APPROVE", "ApprovalGranted");
  }

  @Test
  void escalatesAfterAQuarterAndThreeFifthsOfTheTime() {
    EngineScenario scenario = scenario(leadsDecide("escalateTo: directors"));
    asked(scenario);
    scenario
        .after(Duration.ofMinutes(15))
        .when(new Tick())
        .then("ApprovalEscalated 1")
        .when(new Tick())
        .then()
        .after(Duration.ofMinutes(21))
        .when(new Tick())
        .then("ApprovalEscalated 2")
        .after(Duration.ofMinutes(24))
        .when(new Tick())
        .then("ApprovalClosed EXPIRED EXPIRED");
  }

  @Test
  void lapsesWhenNobodyClaimsInTime() {
    EngineScenario scenario = scenario();
    ApprovalRequested approval = asked(scenario);
    scenario
        .given(approve(approval, "lea"))
        .after(Duration.ofMinutes(10))
        .when(claim(approval, 1))
        .then("ApprovalClosed LAPSED LAPSED", "CommandRejected LAPSED, ASK stands");
  }

  // Votes

  @Test
  void countsADoubleVoteOnce() {
    EngineScenario scenario = scenario(Approving.decide("{quorum: [{group: leads, count: 2}]}"));
    ApprovalRequested approval = asked(scenario);
    scenario
        .given(approve(approval, "lea"))
        .when(approve(approval, "lea"))
        .then("CommandRejected VOTE_REPEATED, ASK stands")
        .when(approve(approval, "LEA"))
        .then("CommandRejected VOTE_REPEATED, ASK stands")
        .when(vote(approval, Ballot.APPROVE, lead("lea"), "on a second look"))
        .then("VoteCast APPROVE");
    assertThat(scenario.event(VoteCast.class).quorum().getFirst().votes()).isEqualTo(1);
  }

  @Test
  void letsAVoteChangeWhilePending() {
    EngineScenario scenario = scenario(Approving.decide("{quorum: [{group: leads}], denials: 2}"));
    ApprovalRequested approval = asked(scenario);
    scenario
        .given(deny(approval, "lea"))
        .then("VoteCast DENY")
        .when(approve(approval, "lea"))
        .then("VoteCast APPROVE", "ApprovalGranted");
    assertThat(scenario.event(VoteCast.class).previous()).isEqualTo(Ballot.DENY);
  }

  @Test
  void takesARefusalAfterTheApprovalAsARevocation() {
    EngineScenario scenario = scenario();
    ApprovalRequested approval = asked(scenario);
    scenario
        .given(approve(approval, "lea"))
        .when(deny(approval, "max"))
        .then("VoteCast DENY", "ApprovalClosed REVOKED DENY_VOTE")
        .when(claim(approval, 1))
        .then("CommandRejected REVOKED, ASK stands");
  }

  @Test
  void takesARefusalAfterTheClaimAsTooLate() {
    EngineScenario scenario = scenario();
    ApprovalRequested approval = asked(scenario);
    scenario
        .given(approve(approval, "lea"))
        .given(claim(approval, 1))
        .when(deny(approval, "max"))
        .then("FindingRaised REVOKED_TOO_LATE", "CommandRejected TOO_LATE, ASK stands");
  }

  @Test
  void refusesAnApprovalOfAnApprovedCall() {
    EngineScenario scenario = scenario();
    ApprovalRequested approval = asked(scenario);
    scenario
        .given(approve(approval, "lea"))
        .when(approve(approval, "max"))
        .then("CommandRejected ALREADY_RESOLVED, ASK stands");
  }

  @Test
  void holdsAVoterToWhatTheySaw() {
    EngineScenario scenario = scenario();
    ApprovalRequested approval = asked(scenario);
    CastVote blind =
        new CastVote(
            approval.approvalId(),
            Ballot.APPROVE,
            null,
            approval.actionDigest(),
            Asked.digest("another page"),
            lead("lea"),
            null);
    scenario.when(blind).then("CommandRejected STALE_PREVIEW, ASK stands");
  }

  @Test
  void wantsACommentWhereTheRuleDoes() {
    EngineScenario scenario = scenario(leadsDecide("comment: true"));
    ApprovalRequested approval = asked(scenario);
    scenario
        .when(approve(approval, "lea"))
        .then("CommandRejected COMMENT_REQUIRED, ASK stands")
        .when(vote(approval, Ballot.APPROVE, lead("lea"), "checked with the customer"))
        .then("VoteCast APPROVE", "ApprovalGranted");
  }

  @Test
  void wantsAnAuthenticatorWhereTheRuleDoes() {
    EngineScenario scenario = scenario(leadsDecide("stepUp: true"));
    ApprovalRequested approval = asked(scenario);
    scenario.when(approve(approval, "lea")).then("CommandRejected STEP_UP_REQUIRED, ASK stands");
  }

  @Test
  void deniesOnceEnoughPeopleRefuse() {
    EngineScenario scenario = scenario();
    ApprovalRequested approval = asked(scenario);
    scenario
        .when(deny(approval, "lea"))
        .then("VoteCast DENY", "ApprovalClosed DENIED DENIED")
        .when(write(1))
        .then("CommandRejected CALL_REPEATED, DENY stands as APPROVAL_DENIED");
  }

  @Test
  void refusesAVoteWhileTheClocksDisagree() {
    EngineScenario scenario = scenario();
    ApprovalRequested approval = asked(scenario);
    scenario
        .whenBrokerSays(scenario.now().plusSeconds(600), approve(approval, "lea"))
        .then("CommandRejected CLOCK_SUSPECT, ASK stands");
  }

  // Who

  @Test
  void neverCountsThePrincipalByAnyName() {
    EngineScenario scenario = scenario();
    ApprovalRequested approval = asked(scenario);
    for (String name : List.of("ann@acme.example", "ANN@acme.example", " ann@acme.example ")) {
      scenario.when(approve(approval, name)).then("CommandRejected SELF_APPROVAL, ASK stands");
    }
  }

  @Test
  void neverCountsThePrincipalByAnAliasOfTheRoster() {
    EngineScenario scenario =
        scenario()
            .given(
                new SetApprover(
                    new Approver("ann", List.of("ann@acme.example"), List.of("leads"), true)))
            .given(person("lea", "leads"));
    ApprovalRequested approval = asked(scenario);
    scenario.when(approve(approval, "ann")).then("CommandRejected SELF_APPROVAL, ASK stands");
  }

  @Test
  void neverCountsThePrincipalAsADelegate() {
    EngineScenario scenario = scenario().given(delegation("lea", "ann@acme.example"));
    ApprovalRequested approval = asked(scenario);
    scenario
        .when(vote(approval, Ballot.APPROVE, new Voter("ann@acme.example", List.of())))
        .then("CommandRejected SELF_APPROVAL, ASK stands");
  }

  @Test
  void neverCountsWhatThePrincipalDelegated() {
    EngineScenario scenario = scenario().given(delegation("ann@acme.example", "max"));
    ApprovalRequested approval = asked(scenario);
    scenario
        .when(vote(approval, Ballot.APPROVE, new Voter("max", List.of())))
        .then("CommandRejected NOT_ELIGIBLE, ASK stands");
  }

  private static DelegateVotes delegation(String from, String to) {
    return new DelegateVotes(lead(from), to, Samples.START.plusSeconds(86_400), "on leave");
  }

  @Test
  void neverCountsTheAuthorOfTheRuleThatAsks() {
    EngineScenario scenario = scenario();
    ApprovalRequested approval = asked(scenario);
    assertThat(approval.excluded()).containsExactly("ann@acme.example", "olga");
    scenario.when(approve(approval, "olga")).then("CommandRejected SELF_APPROVAL, ASK stands");
  }

  @Test
  void neverCountsStrangers() {
    EngineScenario scenario = scenario();
    ApprovalRequested approval = asked(scenario);
    scenario
        .when(vote(approval, Ballot.APPROVE, new Voter("max", List.of("sales"))))
        .then("CommandRejected NOT_ELIGIBLE, ASK stands");
  }

  @Test
  void countsAPersonOfTwoGroupsOnce() {
    EngineScenario scenario =
        scenario(Approving.decide("{quorum: [{group: leads}, {group: finance}]}"));
    ApprovalRequested approval = asked(scenario);
    scenario
        .when(vote(approval, Ballot.APPROVE, new Voter("lea", List.of("leads", "finance"))))
        .then("VoteCast APPROVE")
        .when(vote(approval, Ballot.APPROVE, new Voter("max", List.of("leads"))))
        .then("VoteCast APPROVE", "ApprovalGranted");
  }

  @Test
  void letsADelegateVoteUntilTheDelegationEnds() {
    EngineScenario scenario = scenario().given(delegation("lea", "max"));
    ApprovalRequested approval = asked(scenario);
    scenario
        .when(vote(approval, Ballot.APPROVE, new Voter("max", List.of())))
        .then("VoteCast APPROVE", "ApprovalGranted");
    assertThat(scenario.event(VoteCast.class).onBehalfOf()).containsExactly("lea");
    scenario.after(Duration.ofDays(1));
    ApprovalRequested later =
        scenario
            .when(Asked.with(write(2), "callId", scenario.next(new Tick(), "g").commandId()))
            .event(ApprovalRequested.class);
    scenario
        .when(vote(later, Ballot.APPROVE, new Voter("max", List.of())))
        .then("CommandRejected NOT_ELIGIBLE, ASK stands");
  }

  @Test
  void doesNotCountBothADelegateAndWhoDelegated() {
    EngineScenario scenario =
        scenario(Approving.decide("{quorum: [{group: leads, count: 2}]}"))
            .given(delegation("lea", "max"));
    ApprovalRequested approval = asked(scenario);
    scenario
        .given(vote(approval, Ballot.APPROVE, new Voter("max", List.of())))
        .when(approve(approval, "lea"))
        .then("VoteCast APPROVE");
    assertThat(scenario.event(VoteCast.class).quorum().getFirst().votes()).isEqualTo(1);
  }

  @Test
  void doesNotCountWhoLeftTheGroupBeforeTheResolution() {
    EngineScenario scenario =
        scenario(Approving.decide("{quorum: [{group: leads, count: 2}]}"))
            .given(person("lea", "leads"))
            .given(person("max", "leads"))
            .given(person("kim", "leads"));
    ApprovalRequested approval = asked(scenario);
    scenario
        .given(approve(approval, "lea"))
        .given(person("lea", "sales"))
        .when(approve(approval, "max"))
        .then("VoteCast APPROVE")
        .when(approve(approval, "kim"))
        .then("VoteCast APPROVE", "ApprovalGranted");
  }

  @Test
  void failsFastWhenNobodyOnTheRosterMayApprove() {
    scenario()
        .given(person("sue", "sales"))
        .when(write(1))
        .then("IntentRecorded", "DecisionMade DENY");
  }

  @Test
  void asksTheFallbackGroupWhenNobodyElseMayApprove() {
    EngineScenario scenario =
        scenario(leadsDecide("fallback: oncall")).given(person("sue", "oncall"));
    ApprovalRequested approval = asked(scenario);
    assertThat(approval.fellBack()).containsExactly("leads");
    scenario
        .when(vote(approval, Ballot.APPROVE, new Voter("sue", List.of("oncall"))))
        .then("VoteCast APPROVE", "ApprovalGranted")
        .when(claim(approval, 1))
        .then("GrantClaimed ONLINE");
  }

  // Asking again

  @Test
  void answersTheSameActionUnderAnotherCallWithTheApprovalThatWaits() {
    EngineScenario scenario = scenario();
    ApprovalRequested approval = asked(scenario);
    RecordIntent again = Asked.with(write(2), "actionDigest", approval.actionDigest());
    scenario.when(again).then("CommandRejected APPROVAL_OPEN, ASK stands");
    CommandRejected answer = scenario.event(CommandRejected.class);
    assertThat(Objects.requireNonNull(answer.standing()).callId()).isEqualTo(approval.callId());
    scenario
        .given(approve(approval, "lea"))
        .when(Asked.with(write(3), "actionDigest", approval.actionDigest()))
        .then("CommandRejected APPROVAL_OPEN, ASK stands");
  }

  @Test
  void asksAnewForTheSameActionOnceTheApprovalIsSpent() {
    EngineScenario scenario = scenario();
    ApprovalRequested approval = asked(scenario);
    scenario
        .given(approve(approval, "lea"))
        .given(claim(approval, 1))
        .when(Asked.with(write(2), "actionDigest", approval.actionDigest()))
        .then("IntentRecorded", "DecisionMade ASK", "ApprovalRequested");
  }

  @Test
  void supersedesWhatWaitsWhenTheArgumentsChange() {
    EngineScenario scenario = scenario();
    ApprovalRequested first = asked(scenario);
    scenario
        .when(edited(write(1)))
        .then(
            "IntentRecorded",
            "ApprovalClosed SUPERSEDED SUPERSEDED",
            "DecisionMade ASK",
            "ApprovalRequested");
    ApprovalRequested second = scenario.event(ApprovalRequested.class);
    assertThat(second.supersedes()).isEqualTo(first.approvalId());
    scenario
        .when(approve(first, "lea"))
        .then("CommandRejected ALREADY_RESOLVED, ASK stands")
        .when(approve(second, "lea"))
        .then("VoteCast APPROVE", "ApprovalGranted")
        .when(claim(second, 1))
        .then("GrantClaimed ONLINE");
  }

  @Test
  void refusesOtherArgumentsUnderAnApprovedCall() {
    EngineScenario scenario = scenario();
    ApprovalRequested approval = asked(scenario);
    scenario
        .given(approve(approval, "lea"))
        .when(edited(write(1)))
        .then("CommandRejected CALL_ID_REUSED")
        .when(claim(approval, 1))
        .then("GrantClaimed ONLINE");
  }

  @Test
  void refusesMoreThanSoManyOpenApprovalsOfARun() {
    EngineScenario scenario = scenario();
    for (int n = 1; n <= 32; n++) {
      scenario.when(write(n)).then("IntentRecorded", "DecisionMade ASK", "ApprovalRequested");
    }
    scenario.when(write(33)).then("IntentRecorded", "DecisionMade DENY");
    assertThat(scenario.event(DecisionMade.class).reasons())
        .anyMatch(reason -> reason.code().equals("TOO_MANY_PENDING"));
  }

  // Claims

  @Test
  void answersARepeatedClaimWithTheSameReceipt() {
    EngineScenario scenario = scenario();
    ApprovalRequested approval = asked(scenario);
    scenario
        .given(approve(approval, "lea"))
        .given(claim(approval, 1))
        .when(claim(approval, 1))
        .then("CommandRejected CLAIM_REPEATED, ASK stands")
        .when(claim(approval, 2))
        .then("CommandRejected ALREADY_CLAIMED, ASK stands");
  }

  @Test
  void keepsTheTicketWhenAClaimIsForAnotherAction() {
    EngineScenario scenario = scenario();
    ApprovalRequested approval = asked(scenario);
    ClaimGrant other =
        new ClaimGrant(
            approval.callId(),
            Approving.claimId(1),
            Asked.digest("edit /etc/shadow"),
            GrantMode.ONLINE);
    scenario
        .given(approve(approval, "lea"))
        .when(other)
        .then("FindingRaised CLAIM_DIGEST_MISMATCH", "CommandRejected DIGEST_MISMATCH, ASK stands")
        .when(claim(approval, 1))
        .then("GrantClaimed ONLINE");
  }

  @Test
  void refusesTheClaimOfAnotherGateway() {
    EngineScenario scenario = scenario();
    ApprovalRequested approval = asked(scenario);
    scenario
        .given(approve(approval, "lea"))
        .whenBy("gateway-2", claim(approval, 1))
        .then("CommandRejected WRONG_GATEWAY, ASK stands");
  }

  @Test
  void refusesAClaimBeforeTheApproval() {
    EngineScenario scenario = scenario();
    ApprovalRequested approval = asked(scenario);
    scenario.when(claim(approval, 1)).then("CommandRejected NOT_APPROVED, ASK stands");
  }

  @Test
  void refusesAClaimOfACallThatNeedsNone() {
    EngineScenario scenario = scenario().given(Asked.intent(1, Risk.READ));
    scenario
        .when(
            new ClaimGrant(
                Asked.call(1),
                Approving.claimId(1),
                Asked.digest("action 1 read"),
                GrantMode.ONLINE))
        .then("CommandRejected CLAIM_NOT_NEEDED, ALLOW stands");
  }

  @Test
  void revokesWhenTheKillSwitchIsEngagedBeforeTheClaim() {
    EngineScenario scenario = scenario();
    ApprovalRequested approval = asked(scenario);
    scenario
        .given(approve(approval, "lea"))
        .given(Asked.brake(1, BrakeKind.KILL, BrakeScope.EVERYTHING))
        .when(claim(approval, 1))
        .then("ApprovalClosed REVOKED KILL_SWITCH", "CommandRejected REVOKED, ASK stands");
  }

  @Test
  void keepsTheTicketInReadOnlyMode() {
    EngineScenario scenario = scenario();
    ApprovalRequested approval = asked(scenario);
    scenario
        .given(approve(approval, "lea"))
        .given(Asked.brake(1, BrakeKind.READ_ONLY, BrakeScope.EVERYTHING))
        .when(claim(approval, 1))
        .then("CommandRejected READ_ONLY_MODE, ASK stands")
        .given(Asked.release(1))
        .when(claim(approval, 1))
        .then("GrantClaimed ONLINE");
  }

  @Test
  void invalidatesWhenTheToolChangedBeforeTheClaim() {
    EngineScenario scenario = scenario();
    ApprovalRequested approval = asked(scenario);
    String schema = "{\"title\":\"v2\",\"type\":\"object\"}";
    scenario
        .given(approve(approval, "lea"))
        .given(
            new RegisterTool(
                Variations.with(
                    Variations.with(
                        Asked.definition(Risk.WRITE), "schemaDigest", Asked.digest(schema)),
                    "inputSchema",
                    schema)))
        .when(claim(approval, 1))
        .then("ApprovalClosed INVALIDATED TOOL_CHANGED", "CommandRejected INVALIDATED, ASK stands");
  }

  @Test
  void invalidatesWhenThePolicyDeniesBeforeTheClaim() {
    EngineScenario scenario = scenario();
    ApprovalRequested approval = asked(scenario);
    scenario
        .given(approve(approval, "lea"))
        .given(Asked.policy("night", "match: {tool: [write]}", "effect: deny"))
        .when(claim(approval, 1))
        .then("ApprovalClosed INVALIDATED POLICY_DENY", "CommandRejected INVALIDATED, ASK stands");
  }

  @Test
  void asksAnewWhenThePolicyWantsMorePeopleBeforeTheClaim() {
    EngineScenario scenario = scenario();
    ApprovalRequested approval = asked(scenario);
    scenario
        .given(approve(approval, "lea"))
        .given(Approving.decide("{quorum: [{group: leads, count: 2}]}"))
        .when(claim(approval, 1))
        .then("ApprovalClosed INVALIDATED QUORUM_RAISED", "CommandRejected INVALIDATED, ASK stands")
        .when(Asked.with(write(2), "actionDigest", approval.actionDigest()))
        .then("IntentRecorded", "DecisionMade ASK", "ApprovalRequested");
  }

  @Test
  void goesOnWhenThePolicyWantsLess() {
    EngineScenario scenario = scenario(Approving.decide("{quorum: [{group: leads, count: 2}]}"));
    ApprovalRequested approval = asked(scenario);
    scenario
        .given(leadsDecide())
        .when(approve(approval, "lea"))
        .then("VoteCast APPROVE")
        .when(approve(approval, "max"))
        .then("VoteCast APPROVE", "ApprovalGranted");
  }

  @Test
  void invalidatesAtTheQuorumWhenThePolicyDeniesByThen() {
    EngineScenario scenario = scenario();
    ApprovalRequested approval = asked(scenario);
    scenario
        .given(Asked.policy("night", "match: {tool: [write]}", "effect: deny"))
        .when(approve(approval, "lea"))
        .then("VoteCast APPROVE", "ApprovalClosed INVALIDATED POLICY_DENY");
  }

  @Test
  void refusesAnOfflineClaimUnlessARulePermitsIt() {
    EngineScenario scenario = scenario();
    ApprovalRequested approval = asked(scenario);
    ClaimGrant offline =
        new ClaimGrant(
            approval.callId(), Approving.claimId(1), approval.actionDigest(), GrantMode.OFFLINE);
    scenario
        .given(approve(approval, "lea"))
        .when(offline)
        .then("CommandRejected OFFLINE_NOT_ALLOWED, ASK stands");
    EngineScenario permitted = scenario(leadsDecide("offline: true"));
    ApprovalRequested other = asked(permitted);
    permitted.given(approve(other, "lea")).when(offline).then("GrantClaimed OFFLINE");
  }

  @Test
  void neverGrantsADestructiveCallOffline() {
    EngineScenario scenario = scenario(leadsDecide("offline: true"));
    ApprovalRequested approval =
        scenario.when(Asked.intent(1, Risk.DESTRUCTIVE)).event(ApprovalRequested.class);
    scenario
        .given(approve(approval, "lea"))
        .when(
            new ClaimGrant(
                approval.callId(),
                Approving.claimId(1),
                approval.actionDigest(),
                GrantMode.OFFLINE))
        .then("CommandRejected OFFLINE_NOT_ALLOWED, ASK stands");
  }

  // The end

  @Test
  void letsARevocationBeforeTheClaimWin() {
    EngineScenario scenario = scenario();
    ApprovalRequested approval = asked(scenario);
    scenario
        .given(approve(approval, "lea"))
        .when(revoke(approval))
        .then("ApprovalClosed REVOKED REVOKED")
        .when(claim(approval, 1))
        .then("CommandRejected REVOKED, ASK stands")
        .when(revoke(approval))
        .then("CommandRejected ALREADY_RESOLVED, ASK stands");
  }

  @Test
  void tellsThatARevocationAfterTheClaimIsTooLate() {
    EngineScenario scenario = scenario();
    ApprovalRequested approval = asked(scenario);
    scenario
        .given(approve(approval, "lea"))
        .given(claim(approval, 1))
        .when(revoke(approval))
        .then("FindingRaised REVOKED_TOO_LATE", "CommandRejected TOO_LATE, ASK stands");
  }

  @Test
  void doesNotKnowTheOutcomeOfAGatewayThatDied() {
    EngineScenario scenario = scenario();
    ApprovalRequested approval = asked(scenario);
    scenario
        .given(approve(approval, "lea"))
        .given(claim(approval, 1))
        .after(Duration.ofMinutes(16))
        .when(new Tick())
        .then("OutcomeOverdue");
    assertThat(state(scenario, approval)).isEqualTo(ApprovalState.OUTCOME_UNKNOWN);
    scenario
        .when(claim(approval, 1))
        .then("CommandRejected ALREADY_CLAIMED, ASK stands")
        .when(ran(approval, 1))
        .then("OutcomeRecorded SUCCEEDED");
    assertThat(state(scenario, approval)).isEqualTo(ApprovalState.CONSUMED);
  }

  @Test
  void letsAnOperatorReconcileAnUnknownOutcome() {
    EngineScenario scenario = scenario();
    ApprovalRequested approval = asked(scenario);
    ReconcileOutcome found =
        new ReconcileOutcome(
            approval.callId(), OutcomeStatus.SUCCEEDED, null, "the ticket is closed", "olga");
    scenario
        .given(approve(approval, "lea"))
        .given(claim(approval, 1))
        .when(found)
        .then("CommandRejected NOTHING_TO_RECONCILE, ASK stands")
        .after(Duration.ofMinutes(16))
        .when(found)
        .then("OutcomeOverdue", "OutcomeReconciled SUCCEEDED")
        .when(found)
        .then("CommandRejected NOTHING_TO_RECONCILE, ASK stands");
    assertThat(state(scenario, approval)).isEqualTo(ApprovalState.CONSUMED);
  }

  @Test
  void takesTheReportOfTheGatewayInPlaceOfAnAttestation() {
    EngineScenario scenario = scenario();
    ApprovalRequested approval = asked(scenario);
    scenario
        .given(approve(approval, "lea"))
        .given(claim(approval, 1))
        .after(Duration.ofMinutes(16))
        .given(
            new ReconcileOutcome(
                approval.callId(), OutcomeStatus.SUCCEEDED, null, "the ticket is closed", "olga"))
        .when(ran(approval, 1))
        .then("OutcomeRecorded SUCCEEDED")
        .when(ran(approval, 1))
        .then("CommandRejected OUTCOME_REPEATED, ASK stands");
  }

  @Test
  void keepsTheTicketWhenAnotherGatewaySaysThatNothingRan() {
    EngineScenario scenario = scenario();
    ApprovalRequested approval = asked(scenario);
    scenario
        .given(approve(approval, "lea"))
        .whenBy("gateway-2", Asked.outcome(1, OutcomeStatus.NOT_RUN))
        .then("CommandRejected UNKNOWN_CLAIM, ASK stands")
        .when(claim(approval, 1))
        .then("GrantClaimed ONLINE");
  }

  @Test
  void findsAnOutcomeWithoutItsClaim() {
    EngineScenario scenario = scenario();
    ApprovalRequested approval = asked(scenario);
    scenario
        .given(approve(approval, "lea"))
        .given(claim(approval, 1))
        .when(ran(approval, 2))
        .then("OutcomeRecorded SUCCEEDED", "FindingRaised UNKNOWN_CLAIM");
  }

  @Test
  void findsACallThatRanWithoutAClaim() {
    EngineScenario scenario = scenario();
    ApprovalRequested approval = asked(scenario);
    scenario
        .given(approve(approval, "lea"))
        .when(ran(approval, 1))
        .then(
            "OutcomeRecorded SUCCEEDED",
            "FindingRaised OUTCOME_WITHOUT_ALLOW",
            "ApprovalClosed REVOKED OUTCOME_REPORTED");
  }

  @Test
  void keepsTheTicketWhenAClaimThatWasNeverRecordedIsGivenUp() {
    EngineScenario scenario = scenario();
    ApprovalRequested approval = asked(scenario);
    scenario
        .given(approve(approval, "lea"))
        .when(Asked.with(ran(approval, 1), "status", OutcomeStatus.NOT_RUN))
        .then("CommandRejected UNKNOWN_CLAIM, ASK stands")
        .when(claim(approval, 2))
        .then("GrantClaimed ONLINE");
  }

  @Test
  void endsTheApprovalOfACancelledCall() {
    EngineScenario scenario = scenario();
    ApprovalRequested approval = asked(scenario);
    scenario
        .when(Asked.cancel(1))
        .then("CallCancelled", "ApprovalClosed CANCELLED CALL_CANCELLED")
        .when(approve(approval, "lea"))
        .then("CommandRejected ALREADY_RESOLVED, ASK stands");
  }

  @Test
  void refusesToCancelACallThatIsClaimed() {
    EngineScenario scenario = scenario();
    ApprovalRequested approval = asked(scenario);
    scenario
        .given(approve(approval, "lea"))
        .given(claim(approval, 1))
        .when(Asked.cancel(1))
        .then("CommandRejected CALL_CLAIMED, ASK stands");
  }

  @Test
  void endsWhatACancelledRunWaitsFor() {
    EngineScenario scenario = scenario();
    ApprovalRequested granted = asked(scenario);
    scenario.given(approve(granted, "lea"));
    ApprovalRequested pending = scenario.when(write(2)).event(ApprovalRequested.class);
    scenario
        .when(new CancelRun("run-1", "the user left"))
        .then("ApprovalClosed REVOKED RUN_CANCELLED", "ApprovalClosed CANCELLED RUN_CANCELLED")
        .whenRepeated()
        .then("CommandRejected DUPLICATE_COMMAND")
        .when(claim(granted, 1))
        .then("CommandRejected REVOKED, ASK stands")
        .when(approve(pending, "lea"))
        .then("CommandRejected ALREADY_RESOLVED, ASK stands");
  }

  @Test
  void keepsWhatWaitsWhenItsAnswerGotLost() {
    EngineScenario scenario = scenario();
    ApprovalRequested approval = asked(scenario);
    scenario
        .when(new AbandonCall(approval.callId(), scenario.lastCommandId()))
        .then("CommandRejected CALL_WAITS, ASK stands");
  }

  @Test
  void recordsTheYesOfTheUserOnceAndCountsItAsNoVote() {
    EngineScenario scenario = scenario();
    ApprovalRequested approval = asked(scenario);
    scenario
        .when(new ConfirmCall(approval.callId()))
        .then("CallConfirmed")
        .when(new ConfirmCall(approval.callId()))
        .then("CommandRejected CONFIRMATION_REPEATED, ASK stands")
        .whenBy("gateway-2", new ConfirmCall(approval.callId()))
        .then("CommandRejected NOT_PENDING, ASK stands")
        .when(claim(approval, 1))
        .then("CommandRejected NOT_APPROVED, ASK stands");
  }

  @Test
  void recordsWhoCouldNotBeToldAndDecidesNothingByIt() {
    EngineScenario scenario = scenario();
    ApprovalRequested approval = asked(scenario);
    RecordNotification failed =
        new RecordNotification(
            approval.approvalId(), NoticeKind.REQUESTED, "chat", false, 5, "HTTP status 503");
    scenario
        .when(failed)
        .then("NotificationRecorded")
        .when(claim(approval, 1))
        .then("CommandRejected NOT_APPROVED, ASK stands")
        .when(approve(approval, "lea"))
        .then("VoteCast APPROVE", "ApprovalGranted");
  }

  // Broken glass

  @Test
  void letsOnePersonBreakTheGlassAndHasAnotherReviewIt() {
    EngineScenario scenario = scenario().given(Approving.firefighters());
    ApprovalRequested approval = asked(scenario);
    scenario
        .when(breakGlass(approval, firefighter("fay")))
        .then("BreakGlassInvoked", "FindingRaised BREAK_GLASS", "ApprovalGranted glass")
        .when(claim(approval, 1))
        .then("GrantClaimed ONLINE")
        .when(new ReviewBreakGlass(approval.approvalId(), true, "it had to be", "Fay"))
        .then("CommandRejected SELF_REVIEW")
        .when(new ReviewBreakGlass(approval.approvalId(), true, "it had to be", "lea"))
        .then("BreakGlassReviewed");
  }

  @Test
  void blocksBrokenGlassWhileAReviewIsOverdue() {
    EngineScenario scenario = scenario().given(Approving.firefighters());
    ApprovalRequested approval = asked(scenario);
    scenario
        .given(breakGlass(approval, firefighter("fay")))
        .given(claim(approval, 1))
        .given(ran(approval, 1))
        .after(Duration.ofHours(24))
        .when(new Tick())
        .then("BreakGlassOverdue", "FindingRaised BREAK_GLASS_UNREVIEWED");
    ApprovalRequested second =
        scenario
            .when(Asked.with(write(2), "callId", scenario.next(new Tick(), "g").commandId()))
            .event(ApprovalRequested.class);
    scenario
        .when(breakGlass(second, firefighter("fay")))
        .then("CommandRejected BREAK_GLASS_BLOCKED, ASK stands")
        .given(new ReviewBreakGlass(approval.approvalId(), false, "it was not", "lea"))
        .when(breakGlass(second, firefighter("fay")))
        .then("BreakGlassInvoked", "FindingRaised BREAK_GLASS", "ApprovalGranted glass");
  }

  @Test
  void refusesBrokenGlassByThePrincipalAndByStrangers() {
    EngineScenario scenario = scenario().given(Approving.firefighters());
    ApprovalRequested approval = asked(scenario);
    scenario
        .when(breakGlass(approval, firefighter("ann@acme.example")))
        .then("CommandRejected SELF_APPROVAL, ASK stands")
        .when(breakGlass(approval, lead("lea")))
        .then("CommandRejected BREAK_GLASS_FORBIDDEN, ASK stands");
  }

  @Test
  void forgetsWhatEndedLongAgoButNotWhatWaits() {
    EngineScenario scenario = scenario(leadsDecide("ttl: 72h"));
    ApprovalRequested waiting = asked(scenario);
    ApprovalRequested ended = scenario.when(write(2)).event(ApprovalRequested.class);
    scenario.given(deny(ended, "lea")).after(Duration.ofHours(25));
    for (int n = 0; n < 20; n++) {
      scenario.given(Asked.brake(n, BrakeKind.SHADOW, new BrakeScope("other", null, null)));
    }
    assertThat(scenario.state().approval(EngineScenario.TENANT, ended.approvalId())).isNull();
    scenario.when(approve(waiting, "lea")).then("VoteCast APPROVE", "ApprovalGranted");
  }
}
