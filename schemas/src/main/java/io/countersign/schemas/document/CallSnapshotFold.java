package io.countersign.schemas.document;

import io.countersign.schemas.approval.ApprovalProgress;
import io.countersign.schemas.approval.ApprovalState;
import io.countersign.schemas.approval.QuorumProgress;
import io.countersign.schemas.call.CallState;
import io.countersign.schemas.event.ApprovalClosed;
import io.countersign.schemas.event.ApprovalEscalated;
import io.countersign.schemas.event.ApprovalEvent;
import io.countersign.schemas.event.ApprovalGranted;
import io.countersign.schemas.event.ApprovalRequested;
import io.countersign.schemas.event.BehaviourActivated;
import io.countersign.schemas.event.BreakGlassInvoked;
import io.countersign.schemas.event.BreakGlassOverdue;
import io.countersign.schemas.event.BreakGlassReviewed;
import io.countersign.schemas.event.CallAbandoned;
import io.countersign.schemas.event.CallCancelled;
import io.countersign.schemas.event.CallConfirmed;
import io.countersign.schemas.event.ChangeRequested;
import io.countersign.schemas.event.CommandFailed;
import io.countersign.schemas.event.CommandRejected;
import io.countersign.schemas.event.ControlEvent;
import io.countersign.schemas.event.DecisionMade;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.schemas.event.FindingRaised;
import io.countersign.schemas.event.GrantClaimed;
import io.countersign.schemas.event.IntentRecorded;
import io.countersign.schemas.event.LedgerOpened;
import io.countersign.schemas.event.NotificationRecorded;
import io.countersign.schemas.event.OutcomeOverdue;
import io.countersign.schemas.event.OutcomeReconciled;
import io.countersign.schemas.event.OutcomeRecorded;
import io.countersign.schemas.event.OversightEvent;
import io.countersign.schemas.event.ReservationOverrun;
import io.countersign.schemas.event.ReservationSettled;
import io.countersign.schemas.event.Unknown;
import io.countersign.schemas.event.VoteCast;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Where a call stands, as a fold over its events: the one fold for whoever answers a caller, and
 * for whoever keeps {@code countersign.calls}. Pure.
 */
public final class CallSnapshotFold {
  private CallSnapshotFold() {}

  /**
   * The call after one more of its events; empty when the event changes nothing that a snapshot
   * says.
   *
   * @param before the call so far, or null before its decision
   * @param event an event of the same call, later than all that were applied
   */
  public static Optional<CallSnapshot> after(@Nullable CallSnapshot before, EventEnvelope event) {
    return switch (event.body()) {
      case DecisionMade decision -> decided(before, event, decision);
      case ApprovalEvent approval -> before == null ? Optional.empty() : approval(before, event);
      // What is told of a denied call is a finding; the call stays denied.
      case OutcomeRecorded outcome ->
          before == null || before.state() == CallState.DENIED
              ? Optional.empty()
              : moved(before, CallState.REPORTED, ApprovalState.CONSUMED, event);
      case OutcomeReconciled outcome ->
          moved(before, CallState.REPORTED, ApprovalState.CONSUMED, event);
      case OutcomeOverdue overdue ->
          moved(before, CallState.OVERDUE, ApprovalState.OUTCOME_UNKNOWN, event);
      case CallCancelled cancelled -> moved(before, CallState.CANCELLED, null, event);
      case CallAbandoned abandoned -> moved(before, CallState.ABANDONED, null, event);
      case IntentRecorded intent -> Optional.empty();
      case ControlEvent control -> Optional.empty();
      case OversightEvent oversight -> Optional.empty();
      case ReservationSettled settled -> Optional.empty();
      case ReservationOverrun overrun -> Optional.empty();
      case LedgerOpened opened -> Optional.empty();
      case BehaviourActivated activated -> Optional.empty();
      case CommandRejected rejected -> Optional.empty();
      case CommandFailed failed -> Optional.empty();
      case FindingRaised finding -> Optional.empty();
      case Unknown later -> Optional.empty();
    };
  }

  /**
   * An approval after one more event of its call; empty when the event changes nothing that its
   * progress says, or is about another approval.
   *
   * @param before the approval so far, or null before it was asked for
   */
  public static Optional<ApprovalProgress> progress(
      @Nullable ApprovalProgress before, EventEnvelope event) {
    if (event.body() instanceof ApprovalRequested requested) {
      return Optional.of(requested(requested));
    }
    if (before == null
        || !(event.body() instanceof ApprovalEvent approval)
        || !before.approvalId().equals(approval.approvalId())) {
      return Optional.empty();
    }
    return switch (approval) {
      case VoteCast vote -> Optional.of(voted(before, vote.quorum()));
      case ApprovalGranted granted ->
          Optional.of(stands(before, ApprovalState.APPROVED, granted.expiresAt(), before.cause()));
      case ApprovalClosed closed ->
          Optional.of(stands(before, closed.state(), before.expiresAt(), closed.cause()));
      case GrantClaimed claimed -> Optional.of(claimed(before, claimed, event.recordedAt()));
      case ApprovalRequested requested -> Optional.empty();
      case ChangeRequested change -> Optional.empty();
      case CallConfirmed confirmed -> Optional.empty();
      case ApprovalEscalated escalated -> Optional.empty();
      case BreakGlassInvoked invoked -> Optional.empty();
      case BreakGlassReviewed reviewed -> Optional.empty();
      case BreakGlassOverdue overdue -> Optional.empty();
      case NotificationRecorded notification -> Optional.empty();
    };
  }

  /** An approval that was just asked for: nobody has voted yet. */
  public static ApprovalProgress requested(ApprovalRequested requested) {
    return new ApprovalProgress(
        requested.approvalId(),
        ApprovalState.PENDING,
        requested.previewDigest(),
        requested.expiresAt(),
        requested.terms().quorum().stream()
            .map(slot -> new QuorumProgress(slot.group(), slot.count(), 0))
            .toList(),
        requested.terms().offline(),
        null,
        null,
        null,
        null);
  }

  private static Optional<CallSnapshot> approval(CallSnapshot call, EventEnvelope event) {
    return progress(call.approval(), event)
        .map(next -> call.approval(state(call.state(), next.state()), next, event.position()));
  }

  /** An approval moves a call that waits for it; a call that has ended otherwise stays. */
  private static CallState state(CallState call, ApprovalState approval) {
    return switch (approval) {
      case PENDING, CONSUMED, OUTCOME_UNKNOWN, SUPERSEDED -> call;
      case APPROVED -> waits(call) ? CallState.APPROVED : call;
      case CLAIMED -> waits(call) ? CallState.CLAIMED : call;
      case CANCELLED -> waits(call) ? CallState.CANCELLED : call;
      case DENIED, EXPIRED, INVALIDATED, REVOKED, LAPSED -> waits(call) ? CallState.DENIED : call;
    };
  }

  private static boolean waits(CallState call) {
    return call == CallState.PENDING || call == CallState.APPROVED;
  }

  private static Optional<CallSnapshot> decided(
      @Nullable CallSnapshot before, EventEnvelope event, DecisionMade decision) {
    boolean othersCall =
        before != null
            && before.state() != CallState.ABANDONED
            && !before.gateway().equals(decision.gateway());
    if (othersCall) {
      // Another gateway repeats a call that stands: its refusal does not touch the one that may
      // run.
      return Optional.empty();
    }
    CallState state =
        switch (decision.verdict()) {
          case ALLOW -> CallState.ALLOWED;
          case DENY -> CallState.DENIED;
          case ASK -> CallState.PENDING;
        };
    return Optional.of(CallSnapshot.of(event, state));
  }

  /**
   * @param spent what becomes of a spent approval; absent when it stays as it is
   */
  private static Optional<CallSnapshot> moved(
      @Nullable CallSnapshot call,
      CallState state,
      @Nullable ApprovalState spent,
      EventEnvelope event) {
    if (call == null) {
      return Optional.empty();
    }
    ApprovalProgress approval = call.approval();
    if (approval == null || spent == null || !isSpent(approval.state())) {
      return Optional.of(call.moved(state, event.position()));
    }
    return Optional.of(
        call.approval(
            state,
            stands(approval, spent, approval.expiresAt(), approval.cause()),
            event.position()));
  }

  private static boolean isSpent(ApprovalState state) {
    return state == ApprovalState.CLAIMED || state == ApprovalState.OUTCOME_UNKNOWN;
  }

  private static ApprovalProgress voted(ApprovalProgress approval, List<QuorumProgress> quorum) {
    return with(
        approval,
        approval.state(),
        approval.expiresAt(),
        quorum,
        approval.cause(),
        approval.claimId(),
        approval.claimedAt(),
        approval.leaseUntil());
  }

  private static ApprovalProgress stands(
      ApprovalProgress approval, ApprovalState state, Instant expiresAt, @Nullable String cause) {
    return with(
        approval,
        state,
        expiresAt,
        approval.quorum(),
        cause,
        approval.claimId(),
        approval.claimedAt(),
        approval.leaseUntil());
  }

  private static ApprovalProgress claimed(
      ApprovalProgress approval, GrantClaimed claimed, Instant claimedAt) {
    return with(
        approval,
        ApprovalState.CLAIMED,
        approval.expiresAt(),
        approval.quorum(),
        approval.cause(),
        claimed.claimId(),
        claimedAt,
        claimed.leaseUntil());
  }

  private static ApprovalProgress with(
      ApprovalProgress approval,
      ApprovalState state,
      Instant expiresAt,
      List<QuorumProgress> quorum,
      @Nullable String cause,
      @Nullable UUID claimId,
      @Nullable Instant claimedAt,
      @Nullable Instant leaseUntil) {
    return new ApprovalProgress(
        approval.approvalId(),
        state,
        approval.previewDigest(),
        expiresAt,
        quorum,
        approval.offline(),
        cause,
        claimId,
        claimedAt,
        leaseUntil);
  }
}
