package io.countersign.approvals;

import io.countersign.approvals.decision.Checks;
import io.countersign.approvals.people.Electorate;
import io.countersign.approvals.people.People;
import io.countersign.approvals.quorum.Matching;
import io.countersign.approvals.state.Approval;
import io.countersign.approvals.state.CastBallot;
import io.countersign.approvals.state.Delegated;
import io.countersign.approvals.state.StateView;
import io.countersign.schemas.approval.ApprovalState;
import io.countersign.schemas.approval.Ballot;
import io.countersign.schemas.approval.Voter;
import io.countersign.schemas.call.Limits;
import io.countersign.schemas.command.CastVote;
import io.countersign.schemas.command.RecordIntent;
import io.countersign.schemas.digest.Digest;
import io.countersign.schemas.event.VoteCast;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Takes votes, and resolves an approval when they are enough. */
final class VoteHandler {
  /** Most characters of the votes of an approval together: they are kept in one row. */
  static final int MOST_CHARACTERS = 400_000;

  private final Approvals approvals = new Approvals();
  private final ChangeHandler changes;

  VoteHandler(ChangeHandler changes) {
    this.changes = changes;
  }

  void cast(Moment moment, CastVote vote, Checks checks, Recorder recorder) {
    Approval approval = approvals.find(moment, vote.approvalId(), recorder);
    if (approval == null || isLate(moment, approval, vote, recorder)) {
      return;
    }
    Resolution resolution = new Resolution(moment, checks, recorder);
    Electorate.Standing standing = resolution.electorate(approval).standing(vote.voter());
    if (standing instanceof Electorate.Refused refused) {
      approvals.reject(moment, approval, refused.code(), refused.message(), recorder);
      return;
    }
    Optional<Refusal> refusal = refusal(moment, approval, vote);
    if (refusal.isPresent()) {
      approvals.reject(moment, approval, refusal.get().code(), refusal.get().message(), recorder);
      return;
    }
    take(moment, approval, vote, (Electorate.Eligible) standing, resolution, recorder);
  }

  /** Whether it is too late for this vote; recorded then. */
  private boolean isLate(Moment moment, Approval approval, CastVote vote, Recorder recorder) {
    boolean denies = vote.ballot() == Ballot.DENY;
    if (approval.ranOut(moment.now())) {
      ApprovalState end = Closing.runOut(approval, recorder);
      approvals.reject(
          moment,
          approval,
          end == ApprovalState.EXPIRED ? "EXPIRED" : "ALREADY_RESOLVED",
          "Expected a vote before %s, but it comes later. Whoever asked can ask again."
              .formatted(approval.expiresAt()),
          recorder);
      return true;
    }
    switch (approval.state()) {
      case PENDING -> {
        return false;
      }
      case APPROVED -> {
        if (denies) {
          return false;
        }
        approvals.resolved(moment, approval, recorder);
      }
      case CLAIMED, CONSUMED, OUTCOME_UNKNOWN -> {
        if (denies && approval.callId() != null) {
          approvals.tooLate(moment, approval, recorder);
        } else {
          approvals.resolved(moment, approval, recorder);
        }
      }
      case EXPIRED ->
          approvals.reject(
              moment,
              approval,
              "EXPIRED",
              "Expected a vote in time, but the approval expired. Whoever asked can ask again.",
              recorder);
      case DENIED, CANCELLED, SUPERSEDED, INVALIDATED, REVOKED, LAPSED ->
          approvals.resolved(moment, approval, recorder);
    }
    return true;
  }

  /** Why a command is refused. */
  record Refusal(String code, String message) {}

  private static Optional<Refusal> refusal(Moment moment, Approval approval, CastVote vote) {
    Optional<Refusal> seen =
        Seals.refusal(
            moment,
            approval,
            vote.actionDigest(),
            vote.previewDigest(),
            vote.voter().subject(),
            vote.ballot().name(),
            vote.assertion());
    if (seen.isPresent()) {
      return seen;
    }
    if (approval.terms().comment() && (vote.comment() == null || vote.comment().isBlank())) {
      return Optional.of(
          new Refusal(
              "COMMENT_REQUIRED", "Expected a comment with the vote, but there is none. Say why."));
    }
    CastBallot before = before(moment.state(), approval, vote.voter().subject());
    if (before != null
        && before.ballot() == vote.ballot()
        && Objects.equals(before.commentDigest(), comment(vote))) {
      return Optional.of(
          new Refusal(
              "VOTE_REPEATED", "Expected another vote than before, but it is the same one."));
    }
    return Optional.empty();
  }

  private void take(
      Moment moment,
      Approval approval,
      CastVote vote,
      Electorate.Eligible eligible,
      Resolution resolution,
      Recorder recorder) {
    CastBallot before = before(moment.state(), approval, vote.voter().subject());
    CastBallot cast =
        new CastBallot(
            before == null ? vote.voter().subject() : before.subject(),
            vote.ballot(),
            eligible.groups(),
            eligible.delegated(),
            comment(vote),
            null);
    List<CastBallot> votes = with(approval.votes(), before, cast);
    if (votes.size() > Limits.LIST
        || votes.stream().mapToLong(VoteHandler::characters).sum() > MOST_CHARACTERS) {
      approvals.reject(
          moment,
          approval,
          "TOO_MANY_VOTES",
          "Expected at most %s votes with %s characters of names, but with this one there are more."
              .formatted(Limits.LIST, MOST_CHARACTERS),
          recorder);
      return;
    }
    Matching filled = resolution.electorate(approval).match(votes, Ballot.APPROVE);
    Approval voted = approval.voted(votes, filled.progress());
    recorder.record(
        moment.tenant(),
        approval.runId(),
        approval.callId(),
        new VoteCast(
            approval.approvalId(),
            approval.callId(),
            vote.ballot(),
            vote.comment(),
            vote.actionDigest(),
            vote.previewDigest(),
            new Voter(vote.voter().subject(), eligible.groups()),
            eligible.delegated().stream().map(Delegated::from).toList(),
            before == null ? null : before.ballot(),
            null,
            vote.assertion(),
            filled.progress()));
    if (approval.state() == ApprovalState.APPROVED) {
      Closing.close(
          voted,
          ApprovalState.REVOKED,
          "DENY_VOTE",
          "Expected nobody to refuse before the claim, but an approver did.",
          vote.voter().subject(),
          null,
          recorder);
    } else if (approval.callId() == null) {
      changes.resolve(moment, voted, resolution, recorder);
    } else {
      RecordIntent intent = moment.state().intent(moment.tenant(), approval.callId());
      resolution.resolve(voted, Objects.requireNonNull(intent, "a pending call has its intent"));
    }
  }

  private static long characters(CastBallot vote) {
    long own = vote.subject().length() + vote.groups().stream().mapToLong(String::length).sum();
    for (Delegated held : vote.delegated()) {
      own += held.from().length() + held.groups().stream().mapToLong(String::length).sum();
    }
    return own;
  }

  /** The vote of the same person, under whatever name of theirs. */
  static @Nullable CastBallot before(StateView state, Approval approval, String subject) {
    People people = new People(state.approvers(approval.tenant()).roster());
    return approval.votes().stream()
        .filter(vote -> people.one(vote.subject()).equals(people.one(subject)))
        .findFirst()
        .orElse(null);
  }

  static List<CastBallot> with(
      List<CastBallot> votes, @Nullable CastBallot before, CastBallot cast) {
    List<CastBallot> after = new ArrayList<>(votes);
    if (before == null) {
      after.add(cast);
    } else {
      after.set(after.indexOf(before), cast);
    }
    return after;
  }

  private static @Nullable Digest comment(CastVote vote) {
    return ApprovalFold.comment(vote.comment());
  }
}
