package io.countersign.ingest;

import io.countersign.ingest.Waiters.Heard.Answered;
import io.countersign.schemas.approval.ApprovalProgress;
import io.countersign.schemas.approval.ApprovalState;
import io.countersign.schemas.call.StandingAnswer;
import io.countersign.schemas.command.BreakGlass;
import io.countersign.schemas.command.CancelRun;
import io.countersign.schemas.command.CastVote;
import io.countersign.schemas.command.ClaimGrant;
import io.countersign.schemas.command.ConfirmCall;
import io.countersign.schemas.command.ReconcileOutcome;
import io.countersign.schemas.command.RecordNotification;
import io.countersign.schemas.command.ReviewBreakGlass;
import io.countersign.schemas.command.RevokeApproval;
import io.countersign.schemas.event.ApprovalClosed;
import io.countersign.schemas.event.ApprovalEscalated;
import io.countersign.schemas.event.ApprovalEvent;
import io.countersign.schemas.event.ApprovalGranted;
import io.countersign.schemas.event.ApprovalRequested;
import io.countersign.schemas.event.BreakGlassInvoked;
import io.countersign.schemas.event.BreakGlassOverdue;
import io.countersign.schemas.event.BreakGlassReviewed;
import io.countersign.schemas.event.CallConfirmed;
import io.countersign.schemas.event.ChangeRequested;
import io.countersign.schemas.event.CommandRejected;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.schemas.event.GrantClaimed;
import io.countersign.schemas.event.NotificationRecorded;
import io.countersign.schemas.event.VoteCast;
import io.countersign.schemas.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** What the engine recorded about an approval, as the answer that whoever asked reads. */
final class ApprovalReplies {
  private static final int OK = 200;
  private static final int ACCEPTED = 202;

  private ApprovalReplies() {}

  static Reply recorded(
      Asked asked, Answered answered, ApprovalEvent body, ApprovalJson approvals) {
    EventEnvelope event = answered.event();
    if (!asked.isOwn(event)) {
      // The last line: a claim of another must never be read as permission.
      throw Replies.noAnswer(event);
    }
    return switch (body) {
      case VoteCast vote -> vote(vote, answered);
      case GrantClaimed claimed -> claimed(event, claimed);
      case CallConfirmed confirmed -> CallReplies.receipt(asked, answered, false);
      case ApprovalClosed closed ->
          asked.kind() == Asked.Kind.CANCEL_RUN ? run(asked, event, false) : closed(event, closed);
      case BreakGlassInvoked invoked -> brokenGlass(invoked, answered);
      case BreakGlassReviewed review -> reviewed(event, review);
      case ChangeRequested change -> change(event, change, approvals);
      case ApprovalRequested other -> throw Replies.noAnswer(event);
      case ApprovalGranted other -> throw Replies.noAnswer(event);
      case ApprovalEscalated other -> throw Replies.noAnswer(event);
      case BreakGlassOverdue other -> throw Replies.noAnswer(event);
      case NotificationRecorded other -> throw Replies.noAnswer(event);
    };
  }

  /** The end of a run that something waited in. */
  static Reply run(Asked asked, EventEnvelope event, boolean repeated) {
    JsonObject.Builder json = JsonObject.builder();
    Members.optional(json, "runId", asked.runId());
    return placed(json, event, repeated);
  }

  /**
   * The answer to a command that had been recorded before.
   *
   * @throws io.countersign.schemas.http.ProblemException when the engine does not say what stands
   *     where only that would be an answer
   */
  static Reply repeated(Asked asked, Answered answered, CommandRejected rejected) {
    EventEnvelope event = answered.event();
    StandingAnswer standing = rejected.standing();
    return switch (asked.approval()) {
      case CastVote vote -> {
        JsonObject.Builder json =
            JsonObject.builder()
                .put("approvalId", vote.approvalId().toString())
                .put("vote", vote.ballot().name());
        ApprovalProgress approval = standing == null ? null : standing.approval();
        if (approval != null && approval.approvalId().equals(vote.approvalId())) {
          json.put("state", approval.state().name())
              .put("quorum", ApprovalJson.quorum(approval.quorum()));
        }
        yield placed(json, event, true);
      }
      case ClaimGrant claim -> claimedBefore(claim, standing, event, rejected);
      case RevokeApproval revoke ->
          placed(
              JsonObject.builder().put("approvalId", revoke.approvalId().toString()), event, true);
      case BreakGlass glass ->
          placed(
              JsonObject.builder().put("approvalId", glass.approvalId().toString()), event, true);
      case ReviewBreakGlass review ->
          placed(
              JsonObject.builder()
                  .put("approvalId", review.approvalId().toString())
                  .put("justified", review.justified()),
              event,
              true);
      case CancelRun cancel -> run(asked, event, true);
      case ConfirmCall confirm -> CallReplies.receipt(asked, answered, true);
      case ReconcileOutcome reconcile -> CallReplies.receipt(asked, answered, true);
      case RecordNotification notification -> throw Replies.noAnswer(event);
      case null -> throw Replies.noAnswer(event);
    };
  }

  private static Reply vote(VoteCast vote, Answered answered) {
    JsonObject.Builder json =
        JsonObject.builder()
            .put("approvalId", vote.approvalId().toString())
            .put("vote", vote.ballot().name())
            .put("state", state(answered.consequence()).name())
            .put("quorum", ApprovalJson.quorum(vote.quorum()));
    if (answered.consequence() != null
        && answered.consequence().body() instanceof ApprovalClosed closed) {
      json.put("cause", closed.cause());
    }
    return placed(json, answered.event(), false);
  }

  /** Where an approval stands after an event that something may follow from. */
  private static ApprovalState state(@Nullable EventEnvelope consequence) {
    if (consequence == null) {
      return ApprovalState.PENDING;
    }
    return consequence.body() instanceof ApprovalClosed closed
        ? closed.state()
        : ApprovalState.APPROVED;
  }

  private static Reply claimed(EventEnvelope event, GrantClaimed claimed) {
    JsonObject.Builder json =
        JsonObject.builder()
            .put("callId", claimed.callId().toString())
            .put("approvalId", claimed.approvalId().toString())
            .put("claimId", claimed.claimId().toString())
            .put("mode", claimed.mode().name())
            .put("claimedAt", event.recordedAt().toString())
            .put("leaseUntil", claimed.leaseUntil().toString())
            .put("actionDigest", claimed.actionDigest().text());
    return placed(json, event, false);
  }

  /** The receipt of the same claim once more, and of no other. */
  private static Reply claimedBefore(
      ClaimGrant claim,
      @Nullable StandingAnswer standing,
      EventEnvelope event,
      CommandRejected rejected) {
    ApprovalProgress approval = standing == null ? null : standing.approval();
    if (standing == null
        || approval == null
        || !claim.claimId().equals(approval.claimId())
        || !claim.actionDigest().equals(standing.actionDigest())) {
      throw Problems.rejected(rejected);
    }
    JsonObject.Builder json =
        JsonObject.builder()
            .put("callId", claim.callId().toString())
            .put("approvalId", approval.approvalId().toString())
            .put("claimId", claim.claimId().toString())
            .put("mode", claim.mode().name());
    Members.optional(json, "claimedAt", approval.claimedAt());
    Members.optional(json, "leaseUntil", approval.leaseUntil());
    json.put("actionDigest", standing.actionDigest().text());
    Members.placed(json, standing.recordedAt(), event.ledger(), standing.position());
    return new Reply(OK, "REPEATED", json.put("repeated", true).build());
  }

  private static Reply closed(EventEnvelope event, ApprovalClosed closed) {
    JsonObject.Builder json =
        JsonObject.builder()
            .put("approvalId", closed.approvalId().toString())
            .put("state", closed.state().name())
            .put("cause", closed.cause());
    return placed(json, event, false);
  }

  private static Reply brokenGlass(BreakGlassInvoked invoked, Answered answered) {
    JsonObject.Builder json =
        JsonObject.builder()
            .put("approvalId", invoked.approvalId().toString())
            .put("callId", invoked.callId().toString())
            .put("state", state(answered.consequence()).name())
            .put("reviewDueAt", invoked.reviewDueAt().toString());
    if (answered.consequence() != null
        && answered.consequence().body() instanceof ApprovalGranted granted) {
      json.put("expiresAt", granted.expiresAt().toString());
    }
    return placed(json, answered.event(), false);
  }

  private static Reply reviewed(EventEnvelope event, BreakGlassReviewed review) {
    JsonObject.Builder json =
        JsonObject.builder()
            .put("approvalId", review.approvalId().toString())
            .put("callId", review.callId().toString())
            .put("justified", review.justified());
    return placed(json, event, false);
  }

  private static Reply change(EventEnvelope event, ChangeRequested change, ApprovalJson approvals) {
    JsonObject.Builder json =
        JsonObject.builder()
            .put("control", change.change().command().control())
            .put("changeDigest", change.changeDigest().text())
            .put("approval", approvals.of(change));
    Members.placed(json, event);
    return new Reply(ACCEPTED, "REQUESTED", json.build());
  }

  private static Reply placed(JsonObject.Builder json, EventEnvelope event, boolean repeated) {
    Members.placed(json, event);
    if (repeated) {
      json.put("repeated", true);
    }
    return new Reply(OK, repeated ? "REPEATED" : "RECORDED", json.build());
  }
}
