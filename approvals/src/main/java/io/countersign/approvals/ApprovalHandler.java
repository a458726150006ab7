package io.countersign.approvals;

import io.countersign.approvals.decision.Checks;
import io.countersign.approvals.state.Approval;
import io.countersign.approvals.state.Call;
import io.countersign.schemas.approval.ApprovalState;
import io.countersign.schemas.call.CallState;
import io.countersign.schemas.command.ApprovalCommand;
import io.countersign.schemas.command.BreakGlass;
import io.countersign.schemas.command.CancelRun;
import io.countersign.schemas.command.CastVote;
import io.countersign.schemas.command.ClaimGrant;
import io.countersign.schemas.command.ConfirmCall;
import io.countersign.schemas.command.ReconcileOutcome;
import io.countersign.schemas.command.RecordNotification;
import io.countersign.schemas.command.ReviewBreakGlass;
import io.countersign.schemas.command.RevokeApproval;
import io.countersign.schemas.event.CallConfirmed;
import io.countersign.schemas.event.NotificationRecorded;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Handles what is asked of approvals: itself what is simple, the rest by others. */
final class ApprovalHandler {
  private final Approvals approvals = new Approvals();
  private final VoteHandler votes;
  private final ClaimHandler claims = new ClaimHandler();
  private final BreakGlassHandler glass = new BreakGlassHandler();
  private final ReconcileHandler reconciling = new ReconcileHandler();

  ApprovalHandler(ChangeHandler changes) {
    this.votes = new VoteHandler(changes);
  }

  void handle(Moment moment, ApprovalCommand command, Checks checks, Recorder recorder) {
    switch (command) {
      case CastVote vote -> votes.cast(moment, vote, checks, recorder);
      case ClaimGrant claim -> claims.claim(moment, claim, checks, recorder);
      case ConfirmCall confirm -> confirm(moment, confirm, recorder);
      case RevokeApproval revoke -> revoke(moment, revoke, recorder);
      case CancelRun cancel -> cancel(moment, cancel, recorder);
      case ReconcileOutcome reconcile -> reconciling.reconcile(moment, reconcile, recorder);
      case BreakGlass breaking -> glass.breakGlass(moment, breaking, checks, recorder);
      case ReviewBreakGlass review -> glass.review(moment, review, recorder);
      case RecordNotification notification -> told(moment, notification, recorder);
    }
  }

  private void revoke(Moment moment, RevokeApproval revoke, Recorder recorder) {
    Approval approval = approvals.find(moment, revoke.approvalId(), recorder);
    if (approval == null) {
      return;
    }
    if (approval.ranOut(moment.now())) {
      Closing.runOut(approval, recorder);
      approvals.resolved(moment, approval, recorder);
      return;
    }
    switch (approval.state()) {
      case PENDING, APPROVED ->
          Closing.close(
              approval,
              ApprovalState.REVOKED,
              "REVOKED",
              "Expected nobody to take the approval back before the claim, but somebody did: %s"
                  .formatted(revoke.reason()),
              revoke.by(),
              null,
              recorder);
      case CLAIMED, OUTCOME_UNKNOWN -> approvals.tooLate(moment, approval, recorder);
      case CONSUMED -> {
        if (approval.callId() == null) {
          approvals.resolved(moment, approval, recorder);
        } else {
          approvals.tooLate(moment, approval, recorder);
        }
      }
      case DENIED, EXPIRED, CANCELLED, SUPERSEDED, INVALIDATED, REVOKED, LAPSED ->
          approvals.resolved(moment, approval, recorder);
    }
  }

  /** Only the gateway that asked speaks for the user. */
  private void confirm(Moment moment, ConfirmCall confirm, Recorder recorder) {
    Call call = moment.state().call(moment.tenant(), confirm.callId());
    Approval approval =
        call == null || call.approvalId() == null
            ? null
            : moment.state().approval(moment.tenant(), call.approvalId());
    boolean own = call != null && call.gateway().equals(moment.command().source().gateway());
    if (approval == null || !own || !approval.isOpen(moment.now()) || approval.confirmed()) {
      recorder.reject(
          moment.tenant(),
          call == null ? null : call.runId(),
          confirm.callId(),
          confirm.type(),
          approval != null && own && approval.confirmed() ? "CONFIRMATION_REPEATED" : "NOT_PENDING",
          "Expected a call of this gateway that waits for an approval and is not confirmed, but it"
              + " is not.",
          call == null ? null : call.decision());
      return;
    }
    recorder.record(
        moment.tenant(),
        approval.runId(),
        confirm.callId(),
        new CallConfirmed(approval.approvalId(), confirm.callId()));
  }

  /** Everything of the run that is not claimed yet ends; what runs already goes on. */
  private static void cancel(Moment moment, CancelRun cancel, Recorder recorder) {
    List<Approval> open = new ArrayList<>();
    for (UUID id : moment.state().waiting(moment.tenant(), cancel.runId()).approvals()) {
      Approval approval = moment.state().approval(moment.tenant(), id);
      if (approval != null && approval.requestedBy().equals(moment.command().source().gateway())) {
        open.add(approval);
      }
    }
    if (open.isEmpty()) {
      recorder.reject(
          moment.tenant(),
          cancel.runId(),
          null,
          cancel.type(),
          "NOTHING_PENDING",
          "Expected calls of this gateway in the run that wait for an approval, but there are"
              + " none.",
          null);
    }
    for (Approval approval : open) {
      if (approval.ranOut(moment.now())) {
        Closing.runOut(approval, recorder);
      } else {
        Closing.giveUp(
            approval,
            ApprovalFold.RUN_CANCELLED,
            "Expected a run that goes on, but it was cancelled.",
            recorder);
      }
    }
  }

  private void told(Moment moment, RecordNotification told, Recorder recorder) {
    if (told.notice().ofAlerts()) {
      // The engine keeps no alerts; whoever tells of one has it from the record.
      recorder.record(
          moment.tenant(),
          null,
          null,
          new NotificationRecorded(
              told.approvalId(),
              null,
              told.notice(),
              told.channel(),
              told.delivered(),
              told.attempt(),
              told.detail()));
      return;
    }
    Approval approval = approvals.find(moment, told.approvalId(), recorder);
    if (approval != null) {
      recorder.record(
          moment.tenant(),
          approval.runId(),
          approval.callId(),
          new NotificationRecorded(
              approval.approvalId(),
              approval.callId(),
              told.notice(),
              told.channel(),
              told.delivered(),
              told.attempt(),
              told.detail()));
    }
  }

  /** Whether a call waits for people, or is approved and not claimed. */
  static boolean isUnspent(CallState state) {
    return switch (state) {
      case PENDING, APPROVED -> true;
      case ALLOWED, CLAIMED, DENIED, OVERDUE, REPORTED, CANCELLED, ABANDONED -> false;
    };
  }

  static @Nullable UUID callId(ApprovalCommand command) {
    return switch (command) {
      case ClaimGrant claim -> claim.callId();
      case ConfirmCall confirm -> confirm.callId();
      case ReconcileOutcome reconcile -> reconcile.callId();
      case CastVote vote -> null;
      case RevokeApproval revoke -> null;
      case CancelRun cancel -> null;
      case BreakGlass glass -> null;
      case ReviewBreakGlass review -> null;
      case RecordNotification notification -> null;
    };
  }
}
