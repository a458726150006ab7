package io.countersign.approvals;

import io.countersign.approvals.decision.Checks;
import io.countersign.approvals.decision.PolicyCheck;
import io.countersign.approvals.decision.Question;
import io.countersign.approvals.people.Electorate;
import io.countersign.approvals.people.Names;
import io.countersign.approvals.policy.StandingCondition;
import io.countersign.approvals.quorum.Matching;
import io.countersign.approvals.state.Approval;
import io.countersign.approvals.state.CastBallot;
import io.countersign.approvals.state.StandingGrant;
import io.countersign.schemas.approval.Ballot;
import io.countersign.schemas.approval.GrantEnd;
import io.countersign.schemas.approval.StandingScope;
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
    Approval voted = approval;
    for (StandingGrant grant : moment.state().approvers(moment.tenant()).standing()) {
      Electorate electorate = resolution.electorate(voted);
      Matching before = electorate.match(voted.votes(), Ballot.APPROVE);
      if (before.isComplete()) {
        break;
      }
      Approval with = voted(moment, voted, grant, electorate, intent, question);
      if (with != null
          && with.quorum().stream().mapToInt(slot -> slot.votes()).sum() > before.seats().size()) {
        record(voted, with, grant, recorder);
        voted = with;
      }
    }
    if (!voted.votes().isEmpty()) {
      resolution.resolve(voted, intent);
    }
  }

  /** The approval with the vote of a grant; null when the grant has none on it. */
  private static @Nullable Approval voted(
      Moment moment,
      Approval approval,
      StandingGrant grant,
      Electorate electorate,
      RecordIntent intent,
      Question question) {
    boolean used =
        approval.votes().stream()
            .anyMatch(vote -> Names.same(vote.subject(), grant.by().subject()));
    if (used
        || grant.uses() >= grant.maxUses()
        || !moment.now().isBefore(grant.expiresAt())
        || !covers(grant, intent, question)
        || !(electorate.standing(grant.by()) instanceof Electorate.Eligible eligible)) {
      return null;
    }
    List<CastBallot> votes = new ArrayList<>(approval.votes());
    votes.add(
        new CastBallot(
            grant.by().subject(),
            Ballot.APPROVE,
            eligible.groups(),
            List.of(),
            null,
            grant.grantId()));
    return approval.voted(votes, electorate.match(votes, Ballot.APPROVE).progress());
  }

  private static boolean covers(StandingGrant grant, RecordIntent intent, Question question) {
    StandingScope scope = grant.scope();
    Actor actor = intent.actor();
    return scope.server().equals(intent.tool().server())
        && scope.tool().equals(intent.tool().name())
        && (grant.toolDigest() == null || grant.toolDigest().equals(intent.tool().schemaDigest()))
        && is(scope.environment(), intent.environment())
        && is(scope.agent(), actor.agent() == null ? null : actor.agent().id())
        && is(scope.principal(), actor.principal() == null ? null : actor.principal().id())
        && (scope.condition() == null
            || StandingCondition.holds(scope.condition(), PolicyCheck.asked(question)));
  }

  private static boolean is(@Nullable String wanted, @Nullable String actual) {
    return wanted == null || wanted.equals(actual);
  }

  private static void record(
      Approval before, Approval with, StandingGrant grant, Recorder recorder) {
    recorder.record(
        with.tenant(),
        with.runId(),
        with.callId(),
        new VoteCast(
            with.approvalId(),
            with.callId(),
            Ballot.APPROVE,
            null,
            before.actionDigest(),
            before.previewDigest(),
            grant.by(),
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
