package io.countersign.approvals;

import static io.countersign.approvals.Approving.person;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.schemas.approval.ApprovalState;
import io.countersign.schemas.approval.Ballot;
import io.countersign.schemas.approval.Voter;
import io.countersign.schemas.call.Risk;
import io.countersign.schemas.command.CastVote;
import io.countersign.schemas.command.ConfigureTenant;
import io.countersign.schemas.command.PublishPolicy;
import io.countersign.schemas.command.RevokeApproval;
import io.countersign.schemas.command.Tick;
import io.countersign.schemas.command.WithdrawPolicy;
import io.countersign.schemas.control.ApprovalTerms;
import io.countersign.schemas.control.BrakeKind;
import io.countersign.schemas.control.BrakeScope;
import io.countersign.schemas.control.Gate;
import io.countersign.schemas.control.QuorumSlot;
import io.countersign.schemas.control.TenantSettings;
import io.countersign.schemas.event.ChangeRequested;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Changes of controls that people decide on before they are made. */
class ChangeApprovalTest {
  private static final PublishPolicy POLICY =
      Asked.policy("desk", "match: {tool: [write]}", "effect: allow");

  private static ConfigureTenant settings(
      boolean policies, boolean risks, boolean releases, @Nullable ApprovalTerms terms) {
    return new ConfigureTenant(
        new TenantSettings("UTC", Gate.READ_ONLY, policies, risks, releases, terms, null));
  }

  private static EngineScenario strict() {
    return EngineScenario.open().given(settings(true, true, true, null));
  }

  private static CastVote vote(ChangeRequested of, Ballot ballot, String name) {
    return new CastVote(
        of.approvalId(),
        ballot,
        null,
        of.changeDigest(),
        of.previewDigest(),
        new Voter(name, List.of("leads")),
        null);
  }

  private static CastVote approve(ChangeRequested of, String name) {
    return vote(of, Ballot.APPROVE, name);
  }

  private static ChangeRequested waits(EngineScenario scenario) {
    scenario.then("ChangeRequested");
    return scenario.event(ChangeRequested.class);
  }

  private static ApprovalState state(EngineScenario scenario, ChangeRequested of) {
    return Objects.requireNonNull(scenario.state().approval("acme", of.approvalId())).state();
  }

  @Test
  void publishesAPolicyAtOnceWhereNobodyHasToApprove() {
    EngineScenario.open().when(POLICY).then("PolicyPublished");
  }

  @Test
  void publishesAPolicyInTheSameMomentThatItIsApproved() {
    EngineScenario scenario = strict().when(POLICY);
    ChangeRequested change = waits(scenario);
    assertThat(scenario.state().controls("acme").policies()).isEmpty();
    scenario
        .when(approve(change, "lea"))
        .then("VoteCast APPROVE", "ApprovalGranted", "PolicyPublished")
        .when(approve(change, "max"))
        .then("CommandRejected ALREADY_RESOLVED");
    assertThat(state(scenario, change)).isEqualTo(ApprovalState.CONSUMED);
    assertThat(scenario.state().change("acme", change.approvalId())).isNull();
    assertThat(scenario.state().waiting("acme", "").approvals()).isEmpty();
  }

  @Test
  void neverCountsWhoWantsTheChangeWhoAnswersForItOrWhomTheTermsExclude() {
    ApprovalTerms terms =
        new ApprovalTerms(List.of(new QuorumSlot("leads", 1)), 60_000, List.of("kim"), false);
    EngineScenario scenario =
        EngineScenario.open().given(settings(true, true, true, terms)).when(POLICY);
    ChangeRequested change = waits(scenario);
    for (String name : List.of(EngineScenario.GATEWAY, "GATEWAY-1", "olga", "Kim")) {
      scenario.when(approve(change, name)).then("CommandRejected SELF_APPROVAL");
    }
    scenario
        .when(Asked.brake(1, BrakeKind.KILL, BrakeScope.EVERYTHING))
        .then("BrakeEngaged KILL")
        .when(Asked.release(1));
    scenario
        .when(approve(waits(scenario), "bo@acme.example"))
        .then("CommandRejected SELF_APPROVAL");
  }

  @Test
  void makesNoChangeThatPeopleRefuseOrThatIsTakenBackOrThatNobodyDecides() {
    EngineScenario scenario = strict().when(POLICY);
    scenario
        .when(vote(waits(scenario), Ballot.DENY, "lea"))
        .then("VoteCast DENY", "ApprovalClosed DENIED DENIED")
        .when(POLICY);
    scenario
        .when(new RevokeApproval(waits(scenario).approvalId(), "not now", "lea"))
        .then("ApprovalClosed REVOKED REVOKED")
        .when(POLICY);
    waits(scenario);
    scenario.after(Duration.ofHours(1)).when(new Tick()).then("ApprovalClosed EXPIRED EXPIRED");
    assertThat(scenario.state().controls("acme").policies()).isEmpty();
  }

  @Test
  void makesNoChangeOfWhatWasChangedSinceItWasAskedFor() {
    EngineScenario scenario = strict().when(POLICY);
    ChangeRequested first = waits(scenario);
    scenario.when(Asked.policy("desk", "effect: deny"));
    ChangeRequested second = waits(scenario);
    scenario
        .when(approve(second, "lea"))
        .then("VoteCast APPROVE", "ApprovalGranted", "PolicyPublished")
        .when(approve(first, "lea"))
        .then("VoteCast APPROVE", "ApprovalClosed INVALIDATED CONTROL_CHANGED");
  }

  @Test
  void withdrawsAPolicyOnlyOnceItIsApproved() {
    EngineScenario scenario =
        EngineScenario.open()
            .given(POLICY)
            .given(settings(true, false, false, null))
            .when(new WithdrawPolicy("desk", "old"));
    scenario
        .when(approve(waits(scenario), "lea"))
        .then("VoteCast APPROVE", "ApprovalGranted", "PolicyWithdrawn");
  }

  @Test
  void refusesAtOnceWhatCouldNotBeMade() {
    strict()
        .when(new PublishPolicy("desk", "policy: other", "olga"))
        .then("CommandRejected POLICY_INVALID");
  }

  @Test
  void lowersARiskClassOnlyOnceItIsApprovedAndRaisesItAtOnce() {
    EngineScenario scenario = strict().when(Asked.tool(Risk.WRITE, "risk", Risk.READ));
    ChangeRequested change = waits(scenario);
    scenario
        .when(approve(change, "lea"))
        .then("VoteCast APPROVE", "ApprovalGranted", "ToolChanged")
        .when(Asked.tool(Risk.WRITE, "risk", Risk.DESTRUCTIVE))
        .then("ToolChanged");
  }

  @Test
  void releasesAKillSwitchOnlyOnceItIsApprovedAndOtherBrakesAtOnce() {
    EngineScenario scenario =
        strict()
            .given(Asked.brake(1, BrakeKind.KILL, BrakeScope.EVERYTHING))
            .given(Asked.brake(2, BrakeKind.READ_ONLY, BrakeScope.EVERYTHING))
            .when(Asked.release(2))
            .then("BrakeReleased")
            .when(Asked.release(1));
    scenario
        .when(approve(waits(scenario), "lea"))
        .then("VoteCast APPROVE", "ApprovalGranted", "BrakeReleased");
  }

  @Test
  void asksForLessOnlyOnceThatIsApproved() {
    EngineScenario scenario = strict().when(settings(false, true, true, null));
    ChangeRequested less = waits(scenario);
    scenario
        .when(approve(less, "lea"))
        .then("VoteCast APPROVE", "ApprovalGranted", "TenantConfigured")
        .when(settings(true, true, true, null))
        .then("TenantConfigured")
        .when(
            settings(
                true,
                true,
                true,
                new ApprovalTerms(List.of(new QuorumSlot("leads", 2)), 60_000, List.of(), false)));
    waits(scenario);
  }

  @Test
  void makesNoChangeTwiceHoweverOftenItIsAskedFor() {
    EngineScenario scenario = strict().when(POLICY);
    ChangeRequested one = waits(scenario);
    scenario.when(POLICY);
    ChangeRequested other = waits(scenario);
    scenario
        .when(approve(one, "lea"))
        .then("VoteCast APPROVE", "ApprovalGranted", "PolicyPublished")
        .when(approve(other, "lea"))
        .then("VoteCast APPROVE", "ApprovalClosed INVALIDATED CONTROL_CHANGED");
    assertThat(scenario.state().waiting("acme", "").approvals()).isEmpty();
  }

  @Test
  void invalidatesAChangeWhoseVotesTheSettingsOfNowDoNotSatisfy() {
    EngineScenario scenario = strict().when(POLICY);
    ChangeRequested change = waits(scenario);
    ApprovalTerms two =
        new ApprovalTerms(List.of(new QuorumSlot("*", 2)), 60_000, List.of(), false);
    scenario.when(settings(true, true, true, two));
    scenario
        .given(approve(waits(scenario), "lea"))
        .when(approve(change, "lea"))
        .then("VoteCast APPROVE", "ApprovalClosed INVALIDATED QUORUM_RAISED");
    assertThat(scenario.state().controls("acme").policies()).isEmpty();
  }

  @Test
  void failsFastWhenNobodyElseOnTheRosterMayApprove() {
    strict()
        .given(person(EngineScenario.GATEWAY, "leads"))
        .when(POLICY)
        .then("CommandRejected NO_ELIGIBLE_APPROVER");
  }

  @Test
  void waitsWithNoMoreThanSoManyChanges() {
    EngineScenario scenario = strict();
    for (int i = 0; i < ChangeHandler.MOST_WAITING; i++) {
      waits(scenario.when(Asked.policy("p" + i, "effect: allow", "match: {tool: write}")));
    }
    scenario.when(POLICY).then("CommandRejected TOO_MANY_PENDING");
  }
}
