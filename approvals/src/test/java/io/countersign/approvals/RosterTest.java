package io.countersign.approvals;

import static io.countersign.approvals.Approving.lead;
import static io.countersign.approvals.Approving.person;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.schemas.approval.Approver;
import io.countersign.schemas.approval.Ballot;
import io.countersign.schemas.approval.Voter;
import io.countersign.schemas.command.CastVote;
import io.countersign.schemas.command.DelegateVotes;
import io.countersign.schemas.command.EndDelegation;
import io.countersign.schemas.command.RemoveApprover;
import io.countersign.schemas.command.SetApprover;
import io.countersign.schemas.event.ApprovalRequested;
import io.countersign.schemas.event.ApproverSet;
import io.countersign.schemas.event.VoteCast;
import io.countersign.testkit.Samples;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who may vote, by the roster of a tenant and by delegation. */
class RosterTest {
  private static SetApprover known(String subject, String alias, String... groups) {
    return new SetApprover(new Approver(subject, List.of(alias), List.of(groups), true));
  }

  private static DelegateVotes delegation(Voter from, String to) {
    return new DelegateVotes(from, to, Samples.START.plus(Duration.ofDays(1)), "on leave");
  }

  private static CastVote approve(ApprovalRequested of, Voter voter) {
    return Approving.vote(of, Ballot.APPROVE, voter);
  }

  private static ApprovalRequested asked(EngineScenario scenario) {
    return scenario.when(Approving.write(1)).event(ApprovalRequested.class);
  }

  @Test
  void keepsEachPersonOnceAndTellsWhatChanged() {
    EngineScenario scenario = EngineScenario.open().given(person("lea", "leads"));
    scenario
        .when(person("lea", "leads"))
        .then("CommandRejected CONTROL_UNCHANGED")
        .when(person("LEA", "sales"))
        .then("ApproverSet");
    assertThat(scenario.event(ApproverSet.class).previous().subject()).isEqualTo("lea");
    assertThat(scenario.state().approvers("acme").roster()).hasSize(1);
    scenario
        .when(new RemoveApprover("lea", "left"))
        .then("ApproverRemoved")
        .when(new RemoveApprover("lea", "left"))
        .then("CommandRejected APPROVER_UNKNOWN");
  }

  @Test
  void letsNoNameMeanTwoPeople() {
    EngineScenario.open()
        .given(known("lea", "lea@home"))
        .when(person("Lea@Home", "leads"))
        .then("CommandRejected NAME_TAKEN")
        .when(known("max", "LEA"))
        .then("CommandRejected NAME_TAKEN")
        .when(known("max", "lea@home"))
        .then("CommandRejected NAME_TAKEN");
  }

  @Test
  void keepsSoManyPeopleAndNamesAndNoMore() {
    EngineScenario scenario = EngineScenario.open();
    for (int i = 0; i < ApproverHandler.MOST_APPROVERS; i++) {
      scenario.given(person("person-" + i, "leads"));
    }
    scenario
        .when(person("one-more", "leads"))
        .then("CommandRejected TOO_MANY_APPROVERS")
        .when(person("person-7", "sales"))
        .then("ApproverSet");
    String[] groups = Collections.nCopies(250, "g".repeat(256)).toArray(String[]::new);
    EngineScenario wordy = EngineScenario.open();
    for (int i = 0; i < 6; i++) {
      wordy.given(person("person-" + i, groups)).then("ApproverSet");
    }
    wordy.when(person("person-6", groups)).then("CommandRejected TOO_MANY_APPROVERS");
  }

  @Test
  void countsOnlyGroupsThatTheRosterGives() {
    EngineScenario scenario =
        Approving.scenario(Approving.decide("{quorum: [{group: leads}, {group: finance}]}"))
            .given(person("lea", "leads"))
            .given(person("max", "leads", "finance"));
    ApprovalRequested approval = asked(scenario);
    scenario
        .when(approve(approval, new Voter("sue", List.of("leads"))))
        .then("CommandRejected NOT_ELIGIBLE, ASK stands")
        .when(approve(approval, new Voter("lea", List.of("finance"))))
        .then("CommandRejected NOT_ELIGIBLE, ASK stands")
        .when(approve(approval, new Voter("lea", List.of("leads", "finance"))))
        .then("VoteCast APPROVE");
    assertThat(scenario.event(VoteCast.class).voter().groups()).containsExactly("leads");
  }

  @Test
  void countsAnInactivePersonNoMore() {
    EngineScenario scenario = Approving.scenario().given(person("max", "leads"));
    scenario.given(new SetApprover(new Approver("lea", List.of(), List.of("leads"), false)));
    ApprovalRequested approval = asked(scenario);
    scenario.when(approve(approval, lead("lea"))).then("CommandRejected NOT_ELIGIBLE, ASK stands");
  }

  @Test
  void countsTwoVotesOnceThatTheRosterLearnsToBeOnePersons() {
    EngineScenario scenario =
        Approving.scenario(Approving.decide("{quorum: [{group: leads, count: 3}], denials: 2}"))
            .given(person("lea", "leads"))
            .given(person("lea@home", "leads"))
            .given(person("max", "leads"))
            .given(person("kim", "leads"));
    ApprovalRequested approval = asked(scenario);
    scenario
        .given(approve(approval, lead("lea")))
        .given(approve(approval, lead("lea@home")))
        .given(new RemoveApprover("lea@home", "the same person"))
        .given(known("lea", "lea@home", "leads"))
        .when(approve(approval, lead("max")))
        .then("VoteCast APPROVE");
    assertThat(scenario.event(VoteCast.class).quorum().getFirst().votes()).isEqualTo(2);
    scenario.when(approve(approval, lead("kim"))).then("VoteCast APPROVE", "ApprovalGranted");
  }

  @Test
  void letsNobodyApproveInPlaceOfWhoRefuses() {
    EngineScenario scenario =
        Approving.scenario(Approving.decide("{quorum: [{group: leads}], denials: 2}"))
            .given(delegation(lead("lea"), "max"));
    ApprovalRequested approval = asked(scenario);
    scenario
        .given(Approving.deny(approval, "lea"))
        .when(approve(approval, new Voter("max", List.of())))
        .then("VoteCast APPROVE");
    assertThat(scenario.event(VoteCast.class).quorum().getFirst().votes()).isZero();
  }

  @Test
  void countsADelegatedVoteOnlyForGroupsThatTheRosterGaveThen() {
    EngineScenario scenario =
        Approving.scenario(Approving.decide("{quorum: [{group: leads}, {group: finance}]}"))
            .given(person("lea", "leads"))
            .given(person("max"))
            .given(person("kim", "leads", "finance"))
            .given(delegation(new Voter("lea", List.of("leads", "finance")), "max"));
    ApprovalRequested approval = asked(scenario);
    scenario
        .given(approve(approval, new Voter("max", List.of())))
        .given(person("lea", "finance"))
        .when(approve(approval, lead("kim")))
        .then("VoteCast APPROVE");
    assertThat(scenario.event(VoteCast.class).quorum())
        .extracting(slot -> slot.votes())
        .containsExactly(0, 1);
  }

  @Test
  void endsADelegationOnceAndLetsNobodyDelegateToThemselvesOrForYears() {
    EngineScenario.open()
        .given(known("lea", "lea@home"))
        .when(delegation(lead("lea"), "LEA@home"))
        .then("CommandRejected SELF_DELEGATION")
        .when(
            new DelegateVotes(
                lead("lea"), "max", Samples.START.plus(Duration.ofDays(400)), "world tour"))
        .then("CommandRejected DELEGATION_INVALID")
        .when(delegation(lead("lea"), "max"))
        .then("VotesDelegated")
        .when(new EndDelegation("lea", "back", "lea"))
        .then("DelegationEnded")
        .when(new EndDelegation("lea", "back", "lea"))
        .then("CommandRejected DELEGATION_UNKNOWN");
  }

  @Test
  void keepsSoManyDelegationsAndNoMore() {
    EngineScenario scenario = EngineScenario.open();
    for (int i = 0; i < ApproverHandler.MOST; i++) {
      scenario.given(delegation(lead("person-" + i), "max"));
    }
    scenario
        .when(delegation(lead("one-more"), "max"))
        .then("CommandRejected TOO_MANY_DELEGATIONS")
        .when(delegation(lead("person-7"), "kim"))
        .then("VotesDelegated");
    List<String> groups = Collections.nCopies(250, "g".repeat(256));
    EngineScenario.open()
        .given(delegation(new Voter("a", groups), "max"))
        .given(delegation(new Voter("b", groups), "max"))
        .given(delegation(new Voter("c", groups), "max"))
        .when(delegation(new Voter("d", groups), "max"))
        .then("CommandRejected TOO_MANY_DELEGATIONS");
  }
}
