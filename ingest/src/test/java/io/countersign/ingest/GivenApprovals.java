package io.countersign.ingest;

import io.countersign.schemas.access.Caller;
import io.countersign.schemas.access.Role;
import io.countersign.schemas.approval.ApprovalState;
import io.countersign.schemas.approval.Ballot;
import io.countersign.schemas.approval.GrantMode;
import io.countersign.schemas.approval.QuorumProgress;
import io.countersign.schemas.approval.Seat;
import io.countersign.schemas.approval.Voter;
import io.countersign.schemas.call.Verdict;
import io.countersign.schemas.command.ApprovalCommand;
import io.countersign.schemas.command.BreakGlass;
import io.countersign.schemas.command.CancelRun;
import io.countersign.schemas.command.CastVote;
import io.countersign.schemas.command.ClaimGrant;
import io.countersign.schemas.command.CommandEnvelope;
import io.countersign.schemas.command.ConfirmCall;
import io.countersign.schemas.command.ReconcileOutcome;
import io.countersign.schemas.command.RecordIntent;
import io.countersign.schemas.command.RecordNotification;
import io.countersign.schemas.command.ReviewBreakGlass;
import io.countersign.schemas.command.RevokeApproval;
import io.countersign.schemas.control.ApprovalTerms;
import io.countersign.schemas.control.QuorumSlot;
import io.countersign.schemas.digest.Digest;
import io.countersign.schemas.event.ApprovalClosed;
import io.countersign.schemas.event.ApprovalGranted;
import io.countersign.schemas.event.ApprovalRequested;
import io.countersign.schemas.event.BreakGlassInvoked;
import io.countersign.schemas.event.BreakGlassReviewed;
import io.countersign.schemas.event.CallConfirmed;
import io.countersign.schemas.event.Event;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.schemas.event.GrantClaimed;
import io.countersign.schemas.event.OutcomeReconciled;
import io.countersign.schemas.event.VoteCast;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** What tests about approvals begin with: one approval of {@link Given#CALL}, and its people. */
public final class GivenApprovals {
  public static final UUID APPROVAL = UUID.fromString("019aa6a0-5f00-7000-8000-00000000000a");
  public static final UUID CLAIM = UUID.fromString("019aa6a0-5f00-7000-8000-00000000000c");
  public static final Digest PREVIEW = Given.digest(41);
  public static final Instant EXPIRES = Given.NOW.plusSeconds(3600);

  private GivenApprovals() {}

  /** Votes for the group of the quorum. */
  public static Caller approver() {
    return new Caller(
        "ana", Set.of(Role.APPROVER), Set.of("acme"), Set.of("leads", "all"), EXPIRES);
  }

  public static QuorumProgress leads(int votes) {
    return new QuorumProgress("leads", 2, votes);
  }

  /** Two of the leads, and two refusals to deny it; the gateway may take it along. */
  public static ApprovalTerms terms() {
    return new ApprovalTerms(
        List.of(new QuorumSlot("leads", 2)),
        3_600_000,
        List.of(),
        false,
        2,
        600_000,
        null,
        null,
        true,
        false);
  }

  /** The decision that a human has to make it, and the approval that is asked for with it. */
  public static List<EventEnvelope> asked(CommandEnvelope cause, long position) {
    return List.of(
        Given.decision(cause, Verdict.ASK, position), requested(cause, position + 1, APPROVAL));
  }

  public static EventEnvelope requested(CommandEnvelope cause, long position, UUID approvalId) {
    RecordIntent intent = (RecordIntent) cause.body();
    return Given.event(
        cause,
        position,
        new ApprovalRequested(
            approvalId,
            intent.callId(),
            intent.actionDigest(),
            PREVIEW,
            intent.actionDigest(),
            intent.tool(),
            intent.environment(),
            null,
            cause.source().gateway(),
            terms(),
            List.of(),
            List.of(),
            EXPIRES,
            null));
  }

  public static VoteCast vote(CastVote vote, int votes) {
    return new VoteCast(
        vote.approvalId(),
        Given.CALL,
        vote.ballot(),
        vote.comment(),
        vote.actionDigest(),
        vote.previewDigest(),
        vote.voter(),
        List.of(),
        null,
        null,
        vote.assertion(),
        List.of(leads(votes)));
  }

  public static VoteCast vote(Ballot ballot, int votes, Digest action) {
    return vote(
        new CastVote(
            APPROVAL, ballot, null, action, PREVIEW, new Voter("ana", List.of("leads")), null),
        votes);
  }

  public static ApprovalGranted granted() {
    return new ApprovalGranted(
        APPROVAL,
        Given.CALL,
        List.of(new Seat("leads", "ana"), new Seat("leads", "bo")),
        false,
        Given.NOW.plusSeconds(600));
  }

  public static ApprovalClosed closed(ApprovalState state) {
    return new ApprovalClosed(
        APPROVAL, Given.CALL, state, "BY_PERSON", "Somebody said so.", "ana", null);
  }

  public static GrantClaimed claimed(ClaimGrant claim, String gateway) {
    return new GrantClaimed(
        APPROVAL,
        claim.callId(),
        claim.claimId(),
        claim.mode(),
        gateway,
        claim.actionDigest(),
        null,
        Given.NOW.plusSeconds(60));
  }

  public static GrantClaimed claimed(Digest action) {
    return claimed(new ClaimGrant(Given.CALL, CLAIM, action, GrantMode.ONLINE), "gw-1");
  }

  /** What a simple engine records: the first approval grants, the first refusal denies. */
  public static List<EventEnvelope> answers(CommandEnvelope cause, long position) {
    List<Event> events =
        switch ((ApprovalCommand) cause.body()) {
          case CastVote c ->
              c.ballot() == Ballot.APPROVE
                  ? List.of(vote(c, 2), granted())
                  : List.of(vote(c, 0), closed(ApprovalState.DENIED));
          case ClaimGrant c -> List.of(claimed(c, cause.source().gateway()));
          case ConfirmCall c -> List.of(new CallConfirmed(APPROVAL, c.callId()));
          case RevokeApproval c -> List.of(closed(ApprovalState.REVOKED));
          case CancelRun c -> List.of(closed(ApprovalState.CANCELLED));
          case ReconcileOutcome c ->
              List.of(new OutcomeReconciled(c.callId(), c.status(), c.usage(), c.reason(), c.by()));
          case BreakGlass c ->
              List.of(
                  new BreakGlassInvoked(
                      c.approvalId(),
                      Given.CALL,
                      c.reason(),
                      c.ticket(),
                      c.actionDigest(),
                      c.previewDigest(),
                      c.voter(),
                      c.assertion(),
                      Given.NOW.plusSeconds(86_400)),
                  granted());
          case ReviewBreakGlass c ->
              List.of(
                  new BreakGlassReviewed(
                      c.approvalId(), Given.CALL, c.justified(), c.comment(), c.by()));
          case RecordNotification c -> throw new AssertionError("Nobody waits for this.");
        };
    return java.util.stream.IntStream.range(0, events.size())
        .mapToObj(i -> Given.event(cause, position + i, events.get(i)))
        .toList();
  }
}
