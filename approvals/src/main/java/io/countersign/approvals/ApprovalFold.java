package io.countersign.approvals;

import io.countersign.approvals.people.Electorate;
import io.countersign.approvals.state.Approval;
import io.countersign.approvals.state.Approvers;
import io.countersign.approvals.state.Call;
import io.countersign.approvals.state.CastBallot;
import io.countersign.approvals.state.Deadline;
import io.countersign.approvals.state.DeadlineKind;
import io.countersign.approvals.state.Delegated;
import io.countersign.approvals.state.StandingGrant;
import io.countersign.approvals.state.State;
import io.countersign.approvals.state.StateView;
import io.countersign.approvals.state.Waiting;
import io.countersign.schemas.approval.ApprovalState;
import io.countersign.schemas.approval.QuorumProgress;
import io.countersign.schemas.call.CallState;
import io.countersign.schemas.command.RecordIntent;
import io.countersign.schemas.control.ApprovalTerms;
import io.countersign.schemas.digest.Digest;
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
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.schemas.event.GrantClaimed;
import io.countersign.schemas.event.IntentRecorded;
import io.countersign.schemas.event.NotificationRecorded;
import io.countersign.schemas.event.VoteCast;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The part of {@link Fold} that keeps approvals. */
final class ApprovalFold {
  /** Cause of what a cancelled run ends. */
  static final String RUN_CANCELLED = "RUN_CANCELLED";

  private ApprovalFold() {}

  static void apply(State state, EventEnvelope event, ApprovalEvent body) {
    switch (body) {
      case ApprovalRequested requested -> requested(state, event, requested);
      case ChangeRequested requested -> requested(state, event, requested);
      case VoteCast vote -> voted(state, event, vote);
      case ApprovalGranted granted -> granted(state, event, granted);
      case ApprovalClosed closed -> closed(state, event, closed);
      case GrantClaimed claimed -> claimed(state, event, claimed);
      case CallConfirmed confirmed -> {
        state.putApproval(approval(state, event, body).confirmedByUser());
        MemoryFold.command(state, event, "ConfirmCall", null, null);
      }
      case ApprovalEscalated escalated -> escalated(state, event, escalated);
      case BreakGlassInvoked invoked -> BreakGlassFold.broken(state, event, invoked);
      case BreakGlassReviewed reviewed -> BreakGlassFold.reviewed(state, event, reviewed);
      case BreakGlassOverdue overdue -> BreakGlassFold.overdue(state, event, overdue);
      case NotificationRecorded told ->
          MemoryFold.command(state, event, "RecordNotification", null, null);
    }
  }

  private static Approval approval(State state, EventEnvelope event, ApprovalEvent body) {
    Approval approval = state.approval(event.tenant(), body.approvalId());
    if (approval == null) {
      throw new AssertionError(
          "Expected approval %s to be known, but it is not".formatted(body.approvalId()));
    }
    return approval;
  }

  /** The approval that a request begins. */
  static Approval approval(EventEnvelope event, ApprovalRequested requested) {
    return begun(
        event,
        requested.approvalId(),
        requested.callId(),
        requested.gateway(),
        requested.actionDigest(),
        requested.previewDigest(),
        requested.asker(),
        requested.terms(),
        requested.excluded(),
        requested.expiresAt());
  }

  private static Approval begun(
      EventEnvelope event,
      UUID approvalId,
      @Nullable UUID callId,
      String requestedBy,
      Digest action,
      Digest preview,
      @Nullable Digest asker,
      ApprovalTerms terms,
      List<String> excluded,
      Instant expiresAt) {
    return new Approval(
        event.tenant(),
        approvalId,
        ApprovalState.PENDING,
        callId,
        event.runId(),
        requestedBy,
        action,
        preview,
        asker,
        terms,
        excluded,
        event.recordedAt(),
        event.position(),
        expiresAt,
        nextStep(event.recordedAt(), expiresAt, 0),
        event.position(),
        0,
        List.of(),
        terms.quorum().stream()
            .map(slot -> new QuorumProgress(slot.group(), slot.count(), 0))
            .toList(),
        false,
        false,
        null,
        null,
        null,
        null,
        null);
  }

  /** When the next thing happens to a pending approval: two escalations, then its end. */
  static Instant nextStep(Instant requestedAt, Instant expiresAt, int escalations) {
    long millis = Duration.between(requestedAt, expiresAt).toMillis();
    return switch (escalations) {
      case 0 -> requestedAt.plusMillis(millis / 4);
      case 1 -> requestedAt.plusMillis(millis * 3 / 5);
      default -> expiresAt;
    };
  }

  private static void requested(State state, EventEnvelope event, ApprovalRequested requested) {
    begin(state, approval(event, requested));
    Call call = call(state, event, requested.callId());
    state.putCall(call.waiting(requested.approvalId()));
  }

  private static void requested(State state, EventEnvelope event, ChangeRequested requested) {
    begin(
        state,
        begun(
            event,
            requested.approvalId(),
            null,
            requested.by(),
            requested.changeDigest(),
            requested.previewDigest(),
            null,
            requested.terms(),
            requested.excluded(),
            requested.expiresAt()));
    state.putChange(event.tenant(), requested.approvalId(), requested.change());
    MemoryFold.command(state, event, requested.change().command().type(), null, null);
  }

  private static void begin(State state, Approval approval) {
    state.putApproval(approval);
    putDeadline(state, approval);
    List<UUID> open = new ArrayList<>(state.waiting(approval.tenant(), run(approval)).approvals());
    open.add(approval.approvalId());
    state.putWaiting(approval.tenant(), run(approval), new Waiting(open));
  }

  private static void voted(State state, EventEnvelope event, VoteCast vote) {
    Approval before = approval(state, event, vote);
    state.putApproval(
        before.voted(
            VoteHandler.with(before.votes(), vote(state, before, vote), cast(state, event, vote)),
            vote.quorum()));
    if (vote.standingGrantId() != null) {
      use(state, event, vote.standingGrantId());
    }
    MemoryFold.command(state, event, "CastVote", null, null);
  }

  private static @Nullable CastBallot vote(State state, Approval approval, VoteCast vote) {
    return VoteHandler.before(state, approval, vote.voter().subject());
  }

  /** The vote as it counts: with the groups that the roster gives, and the votes it held. */
  private static CastBallot cast(State state, EventEnvelope event, VoteCast vote) {
    Approval approval = approval(state, event, vote);
    CastBallot before = vote(state, approval, vote);
    Electorate electorate =
        new Electorate(
            state.approvers(event.tenant()),
            approval.excluded(),
            approval.terms().quorum(),
            event.recordedAt());
    List<Delegated> delegated =
        electorate.standing(vote.voter()) instanceof Electorate.Eligible eligible
            ? eligible.delegated().stream()
                .filter(held -> vote.onBehalfOf().contains(held.from()))
                .toList()
            : List.of();
    return new CastBallot(
        before == null ? vote.voter().subject() : before.subject(),
        vote.ballot(),
        vote.voter().groups(),
        delegated,
        comment(vote.comment()),
        vote.standingGrantId());
  }

  static @Nullable Digest comment(@Nullable String comment) {
    return comment == null ? null : Digest.sha256(comment.getBytes(StandardCharsets.UTF_8));
  }

  private static void use(State state, EventEnvelope event, UUID grantId) {
    Approvers approvers = state.approvers(event.tenant());
    List<StandingGrant> grants =
        approvers.standing().stream()
            .map(grant -> grant.grantId().equals(grantId) ? grant.used() : grant)
            .toList();
    state.putApprovers(event.tenant(), approvers.withStanding(grants));
  }

  /** An approved call waits for its claim; an approved change is made in the same moment. */
  private static void granted(State state, EventEnvelope event, ApprovalGranted granted) {
    Approval before = approval(state, event, granted);
    dropDeadline(state, before);
    if (granted.callId() == null) {
      state.removeChange(event.tenant(), before.approvalId());
      end(state, event, before.ended(ApprovalState.CONSUMED, null));
      return;
    }
    Approval after = before.granted(granted.expiresAt(), granted.brokenGlass(), event.position());
    state.putApproval(after);
    putDeadline(state, after);
    state.putCall(call(state, event, granted.callId()).approved());
  }

  private static void closed(State state, EventEnvelope event, ApprovalClosed closed) {
    Approval before = approval(state, event, closed);
    dropDeadline(state, before);
    end(state, event, before.ended(closed.state(), closed.cause()));
    if (closed.callId() == null) {
      state.removeChange(event.tenant(), closed.approvalId());
    } else {
      if (closed.supersededBy() == null) {
        state.removeIntent(event.tenant(), closed.callId());
      }
      if (closed.state() != ApprovalState.SUPERSEDED) {
        endCall(state, event, closed.callId(), closed.state());
      }
    }
    if (closed.cause().equals(RUN_CANCELLED)) {
      MemoryFold.command(state, event, "CancelRun", null, null);
    } else if (closed.by() != null && closed.cause().equals("REVOKED")) {
      MemoryFold.command(state, event, "RevokeApproval", null, null);
    }
  }

  private static void endCall(State state, EventEnvelope event, UUID callId, ApprovalState end) {
    Call call = call(state, event, callId);
    if (!ApprovalHandler.isUnspent(call.state())) {
      // It was cancelled or reported, which ended the approval.
      return;
    }
    Call ended =
        call.ended(end == ApprovalState.CANCELLED ? CallState.CANCELLED : CallState.DENIED);
    state.putCall(ended);
    MemoryFold.call(state, event, ended);
  }

  private static void claimed(State state, EventEnvelope event, GrantClaimed claimed) {
    Approval before = approval(state, event, claimed);
    dropDeadline(state, before);
    leave(state, before);
    state.putApproval(
        before.claimed(
            claimed.claimId(), claimed.mode(), event.recordedAt(), claimed.leaseUntil()));
    state.removeIntent(event.tenant(), claimed.callId());
    Call call =
        call(state, event, claimed.callId())
            .claimed(claimed.claimId(), claimed.holds(), claimed.leaseUntil(), event.position());
    state.putCall(call);
    state.putDeadline(Fold.deadline(call, claimed.leaseUntil()));
    if (claimed.holds() != null) {
      HoldFold.held(state, event, claimed.holds());
    }
    MemoryFold.command(state, event, "ClaimGrant", null, null);
  }

  /** The outcome of a claimed call is known, or it is not and may never be. */
  static void ran(State state, EventEnvelope event, Call call, boolean known) {
    Approval approval =
        call.approvalId() == null ? null : state.approval(event.tenant(), call.approvalId());
    if (approval == null || approval.claimId() == null) {
      return;
    }
    boolean first = approval.state() == ApprovalState.CLAIMED;
    Approval after =
        approval.ended(
            known ? ApprovalState.CONSUMED : ApprovalState.OUTCOME_UNKNOWN, approval.cause());
    state.putApproval(after);
    if (first) {
      MemoryFold.approval(state, event, after);
    }
  }

  private static void escalated(State state, EventEnvelope event, ApprovalEscalated escalated) {
    Approval before = approval(state, event, escalated);
    dropDeadline(state, before);
    Approval after =
        before.escalated(
            escalated.step(),
            nextStep(before.requestedAt(), before.expiresAt(), escalated.step()),
            event.position());
    state.putApproval(after);
    putDeadline(state, after);
  }

  /** The intent that people decide on is kept until then. */
  static void intent(State state, EventEnvelope event, IntentRecorded intent) {
    if (intent.held()) {
      state.putIntent(
          event.tenant(),
          new RecordIntent(
              intent.callId(),
              intent.runId(),
              intent.environment(),
              intent.actor(),
              intent.tool(),
              intent.arguments(),
              intent.actionDigest(),
              intent.resources(),
              intent.context(),
              intent.bound(),
              intent.preview(),
              intent.rollback(),
              intent.readBack(),
              intent.reported(),
              intent.redactions()));
    }
  }

  private static void end(State state, EventEnvelope event, Approval ended) {
    state.putApproval(ended);
    leave(state, ended);
    MemoryFold.approval(state, event, ended);
  }

  private static void leave(State state, Approval approval) {
    List<UUID> open = new ArrayList<>(state.waiting(approval.tenant(), run(approval)).approvals());
    open.remove(approval.approvalId());
    state.putWaiting(approval.tenant(), run(approval), new Waiting(open));
  }

  private static String run(Approval approval) {
    String runId = approval.runId();
    return runId == null ? StateView.CHANGES : runId;
  }

  private static void putDeadline(State state, Approval approval) {
    if (approval.dueAt() != null) {
      state.putDeadline(deadline(approval, approval.dueAt()));
    }
  }

  private static void dropDeadline(State state, Approval approval) {
    if (approval.dueAt() != null) {
      state.removeDeadline(deadline(approval, approval.dueAt()));
    }
  }

  private static Deadline deadline(Approval approval, Instant dueAt) {
    return new Deadline(
        dueAt,
        approval.deadlinePosition(),
        DeadlineKind.APPROVAL,
        approval.tenant(),
        approval.approvalId());
  }

  private static Call call(State state, EventEnvelope event, UUID callId) {
    Call call = state.call(event.tenant(), callId);
    if (call == null) {
      throw new AssertionError("Expected call %s to be known, but it is not".formatted(callId));
    }
    return call;
  }
}
