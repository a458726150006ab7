package io.countersign.approvals;

import io.countersign.approvals.decision.Checks;
import io.countersign.approvals.decision.PolicyCheck;
import io.countersign.approvals.decision.Question;
import io.countersign.approvals.decision.StandingConditions;
import io.countersign.approvals.people.Electorate;
import io.countersign.approvals.policy.PolicyQuestion;
import io.countersign.approvals.quorum.Matching;
import io.countersign.approvals.state.Approval;
import io.countersign.approvals.state.CastBallot;
import io.countersign.approvals.state.StandingGrant;
import io.countersign.schemas.approval.Ballot;
import io.countersign.schemas.approval.GrantEnd;
import io.countersign.schemas.approval.StandingScope;
import io.countersign.schemas.approval.Voter;
import io.countersign.schemas.call.Actor;
import io.countersign.schemas.call.Risk;
import io.countersign.schemas.command.RecordIntent;
import io.countersign.schemas.event.StandingGrantClosed;
import io.countersign.schemas.event.VoteCast;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Casts the votes that people gave in advance. Such a vote fills the seat of its giver and no
 * other, so it never stands for a second person; a DESTRUCTIVE tool, a step-up and a comment want
 * the person themselves. A grant is used only where its vote fills a seat.
 */
final class StandingVotes {
  /** Most conditions that are evaluated for one call: each costs as much as a rule. */
  static final int MOST_CONDITIONS = 16;

  /** Conditions of grants over one call, which is read once, when the first one asks. */
  private static final class Conditions {
    private final Question question;
    private @Nullable PolicyQuestion asked;
    private int evaluated;

    Conditions(Question question) {
      this.question = question;
    }

    boolean hold(@Nullable String condition) {
      if (condition == null) {
        return true;
      }
      if (evaluated == MOST_CONDITIONS) {
        return false;
      }
      evaluated++;
      if (asked == null) {
        asked = PolicyCheck.asked(question);
      }
      return StandingConditions.holds(condition, asked);
    }
  }

  void cast(
      Moment moment,
      Approval approval,
      RecordIntent intent,
      Question question,
      Checks checks,
      Recorder recorder) {
    boolean personal = approval.terms().stepUp() || approval.terms().comment();
    if (personal || question.risk() == Risk.DESTRUCTIVE || question.risk() == null) {
      return;
    }
    Resolution resolution = new Resolution(moment, checks, recorder);
    Electorate electorate = resolution.electorate(approval);
    Conditions conditions = new Conditions(question);
    Approval voted = approval;
    for (StandingGrant grant : moment.state().approvers(moment.tenant()).standing()) {
      if (grant.uses() < grant.maxUses()
          && moment.now().isBefore(grant.expiresAt())
          && covers(grant, intent)) {
        voted = cast(moment, voted, grant, electorate, conditions, recorder);
      }
    }
    if (!voted.votes().isEmpty()) {
      resolution.resolve(voted, intent);
    }
  }

  /** The approval with the vote of a grant, which is recorded when it fills a seat. */
  private static Approval cast(
      Moment moment,
      Approval approval,
      StandingGrant grant,
      Electorate electorate,
      Conditions conditions,
      Recorder recorder) {
    if (VoteHandler.before(moment.state(), approval, grant.by().subject()) != null
        || !(electorate.standing(grant.by()) instanceof Electorate.Eligible eligible)) {
      return approval;
    }
    Matching before = electorate.match(approval.votes(), Ballot.APPROVE);
    List<CastBallot> votes = new ArrayList<>(approval.votes());
    votes.add(
        new CastBallot(
            grant.by().subject(),
            Ballot.APPROVE,
            eligible.groups(),
            List.of(),
            null,
            grant.grantId()));
    Matching after = electorate.match(votes, Ballot.APPROVE);
    if (after.seats().size() <= before.seats().size()
        || !conditions.hold(grant.scope().condition())) {
      return approval;
    }
    Approval voted = approval.voted(votes, after.progress());
    record(voted, grant, eligible, recorder);
    return voted;
  }

  private static boolean covers(StandingGrant grant, RecordIntent intent) {
    StandingScope scope = grant.scope();
    Actor actor = intent.actor();
    return scope.server().equals(intent.tool().server())
        && scope.tool().equals(intent.tool().name())
        && (grant.toolDigest() == null || grant.toolDigest().equals(intent.tool().schemaDigest()))
        && is(scope.environment(), intent.environment())
        && is(scope.agent(), actor.agent() == null ? null : actor.agent().id())
        && is(scope.principal(), actor.principal() == null ? null : actor.principal().id());
  }

  private static boolean is(@Nullable String wanted, @Nullable String actual) {
    return wanted == null || wanted.equals(actual);
  }

  private static void record(
      Approval with, StandingGrant grant, Electorate.Eligible giver, Recorder recorder) {
    recorder.record(
        with.tenant(),
        with.runId(),
        with.callId(),
        new VoteCast(
            with.approvalId(),
            with.callId(),
            Ballot.APPROVE,
            null,
            with.actionDigest(),
            with.previewDigest(),
            new Voter(grant.by().subject(), giver.groups()),
            List.of(),
            null,
            grant.grantId(),
            null,
            with.quorum()));
    if (grant.uses() + 1 >= grant.maxUses()) {
      recorder.record(
          with.tenant(),
          null,
          null,
          new StandingGrantClosed(
              grant.grantId(),
              GrantEnd.EXHAUSTED,
              "It was used %s times, as often as it may be.".formatted(grant.maxUses()),
              null));
    }
  }
}
