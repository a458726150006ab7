package io.countersign.ingest;

import io.countersign.schemas.approval.Ballot;
import io.countersign.schemas.call.Verdict;
import io.countersign.schemas.command.AbandonCall;
import io.countersign.schemas.command.AcknowledgeAlert;
import io.countersign.schemas.command.ActivateBehaviour;
import io.countersign.schemas.command.ApprovalCommand;
import io.countersign.schemas.command.BreakGlass;
import io.countersign.schemas.command.CancelCall;
import io.countersign.schemas.command.CancelRun;
import io.countersign.schemas.command.CastVote;
import io.countersign.schemas.command.ClaimGrant;
import io.countersign.schemas.command.Command;
import io.countersign.schemas.command.CommandEnvelope;
import io.countersign.schemas.command.ConfirmCall;
import io.countersign.schemas.command.ControlCommand;
import io.countersign.schemas.command.OpenLedger;
import io.countersign.schemas.command.ReconcileOutcome;
import io.countersign.schemas.command.RecordAuditAccess;
import io.countersign.schemas.command.RecordIntent;
import io.countersign.schemas.command.RecordNotification;
import io.countersign.schemas.command.RecordOutcome;
import io.countersign.schemas.command.ResolveAlert;
import io.countersign.schemas.command.ReviewBreakGlass;
import io.countersign.schemas.command.RevokeApproval;
import io.countersign.schemas.command.Tick;
import io.countersign.schemas.digest.Digest;
import io.countersign.schemas.event.AlertAcknowledged;
import io.countersign.schemas.event.AlertResolved;
import io.countersign.schemas.event.ApprovalClosed;
import io.countersign.schemas.event.ApprovalEvent;
import io.countersign.schemas.event.ApprovalGranted;
import io.countersign.schemas.event.ApprovalRequested;
import io.countersign.schemas.event.BreakGlassInvoked;
import io.countersign.schemas.event.BreakGlassReviewed;
import io.countersign.schemas.event.BudgetThresholdReached;
import io.countersign.schemas.event.CallCancelled;
import io.countersign.schemas.event.CallConfirmed;
import io.countersign.schemas.event.ChangeRequested;
import io.countersign.schemas.event.CommandFailed;
import io.countersign.schemas.event.CommandRejected;
import io.countersign.schemas.event.ControlEvent;
import io.countersign.schemas.event.DecisionMade;
import io.countersign.schemas.event.Event;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.schemas.event.GrantClaimed;
import io.countersign.schemas.event.OutcomeReconciled;
import io.countersign.schemas.event.OutcomeRecorded;
import io.countersign.schemas.event.VoteCast;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of a command while its answer is waited for: little, because thousands wait.
 *
 * @param kind what was asked
 * @param commandId id of the command
 * @param tenant tenant of the command
 * @param gateway who asks
 * @param callId the call, when it is about one
 * @param runId the run, when an intent or the end of a run names one
 * @param actionDigest the action of an intent
 * @param control the control that a command changes, as its event names it; or the alert
 * @param approval the command, when it is about an approval
 */
public record Asked(
    Kind kind,
    UUID commandId,
    String tenant,
    String gateway,
    @Nullable UUID callId,
    @Nullable String runId,
    @Nullable Digest actionDigest,
    @Nullable String control,
    @Nullable ApprovalCommand approval) {

  /** The commands that somebody waits for. */
  public enum Kind {
    INTENT,
    OUTCOME,
    CANCEL,
    CONTROL,
    CLAIM,
    CONFIRM,
    VOTE,
    REVOKE,
    CANCEL_RUN,
    RECONCILE,
    BREAK_GLASS,
    REVIEW;

    /** Whether this event answers the command, well or badly; others only accompany the answer. */
    boolean isAnsweredBy(Event event) {
      return isDone(event) || event instanceof CommandRejected || event instanceof CommandFailed;
    }

    private boolean isDone(Event event) {
      return switch (this) {
        case INTENT -> event instanceof DecisionMade;
        case OUTCOME -> event instanceof OutcomeRecorded;
        case CANCEL -> event instanceof CallCancelled;
        // A threshold that a new budget finds reached already only accompanies it.
        case CONTROL ->
            event instanceof ChangeRequested
                || event instanceof AlertAcknowledged
                || event instanceof AlertResolved
                || (event instanceof ControlEvent && !(event instanceof BudgetThresholdReached));
        case CLAIM -> event instanceof GrantClaimed;
        case CONFIRM -> event instanceof CallConfirmed;
        case VOTE -> event instanceof VoteCast;
        case REVOKE -> event instanceof ApprovalClosed;
        case CANCEL_RUN -> event instanceof ApprovalClosed || event instanceof CallCancelled;
        case RECONCILE -> event instanceof OutcomeReconciled;
        case BREAK_GLASS -> event instanceof BreakGlassInvoked;
        case REVIEW -> event instanceof BreakGlassReviewed;
      };
    }

    /** Whether an event of the same command may follow this answer and say what came of it. */
    boolean mayFollow(Event answer) {
      if (answer instanceof DecisionMade decision) {
        return decision.verdict() == Verdict.ASK;
      }
      if (answer instanceof VoteCast vote) {
        // How many refusals end an approval is not said here; that a quorum is not met is.
        return vote.ballot() == Ballot.DENY || isMet(vote);
      }
      return answer instanceof BreakGlassInvoked;
    }

    private static boolean isMet(VoteCast vote) {
      return vote.quorum().stream().allMatch(group -> group.votes() >= group.count());
    }

    /** Whether this event says what came of the answer before it. */
    boolean isFollowedBy(Event event) {
      return switch (this) {
        case INTENT -> event instanceof ApprovalRequested;
        case VOTE -> event instanceof ApprovalGranted || event instanceof ApprovalClosed;
        case BREAK_GLASS -> event instanceof ApprovalGranted;
        case OUTCOME, CANCEL, CONTROL, CLAIM, CONFIRM, REVOKE, CANCEL_RUN, RECONCILE, REVIEW ->
            false;
      };
    }

    /** Whether a person asks, who can look what became of it and ask again. */
    boolean byPerson() {
      return switch (this) {
        case INTENT, OUTCOME, CANCEL, CLAIM, CONFIRM, CANCEL_RUN -> false;
        case CONTROL, VOTE, REVOKE, RECONCILE, BREAK_GLASS, REVIEW -> true;
      };
    }
  }

  /**
   * Whether an event of this command's id answers this command and not another that came under the
   * same id: a permission is for one action, one call and one gateway. A refusal answers whoever
   * asks.
   */
  boolean isOwn(EventEnvelope event) {
    if (event.body() instanceof CommandRejected || event.body() instanceof CommandFailed) {
      return true;
    }
    if (event.body() instanceof ControlEvent changed) {
      return changed.control().equals(control);
    }
    if (event.body() instanceof AlertAcknowledged taken) {
      return alert(taken.alertId()).equals(control);
    }
    if (event.body() instanceof AlertResolved resolved) {
      return alert(resolved.alertId()).equals(control);
    }
    if (event.body() instanceof ChangeRequested change) {
      return change.change().command().control().equals(control);
    }
    if (event.body() instanceof DecisionMade decision) {
      return isSameCall(event) && isSame(decision.actionDigest(), decision.gateway());
    }
    if (event.body() instanceof ApprovalRequested requested) {
      return isSameCall(event) && isSame(requested.actionDigest(), requested.gateway());
    }
    if (event.body() instanceof ApprovalEvent other) {
      return isOwn(event, other);
    }
    return isSameCall(event) && isSameRun(event);
  }

  private boolean isSame(Digest action, String claimant) {
    return action.equals(actionDigest) && claimant.equals(gateway);
  }

  private boolean isSameCall(EventEnvelope event) {
    return callId == null || callId.equals(event.callId());
  }

  private boolean isSameRun(EventEnvelope event) {
    return kind != Kind.CANCEL_RUN || String.valueOf(runId).equals(event.runId());
  }

  private boolean isOwn(EventEnvelope event, ApprovalEvent body) {
    return switch (approval) {
      case null -> false;
      case ClaimGrant claim ->
          body instanceof GrantClaimed claimed
              && claimed.callId().equals(claim.callId())
              && claimed.claimId().equals(claim.claimId())
              && claimed.mode() == claim.mode()
              && claimed.actionDigest().equals(claim.actionDigest())
              && claimed.gateway().equals(gateway);
      case CastVote vote ->
          body.approvalId().equals(vote.approvalId())
              && (!(body instanceof VoteCast cast)
                  || (cast.ballot() == vote.ballot()
                      && cast.voter().subject().equals(vote.voter().subject())
                      && cast.actionDigest().equals(vote.actionDigest())));
      case BreakGlass glass -> body.approvalId().equals(glass.approvalId());
      case ReviewBreakGlass review -> body.approvalId().equals(review.approvalId());
      case RevokeApproval revoke -> body.approvalId().equals(revoke.approvalId());
      case RecordNotification notification -> false;
      case ConfirmCall confirm -> isSameCall(event);
      case ReconcileOutcome reconcile -> isSameCall(event);
      case CancelRun cancel -> isSameRun(event);
    };
  }

  /**
   * What to remember of this command.
   *
   * @throws IllegalArgumentException for a command that no caller waits for
   */
  public static Asked of(CommandEnvelope command) {
    return switch (command.body()) {
      case RecordIntent intent ->
          new Asked(
              Kind.INTENT,
              command.commandId(),
              command.tenant(),
              command.source().gateway(),
              intent.callId(),
              intent.runId(),
              intent.actionDigest(),
              null,
              null);
      case RecordOutcome outcome -> about(Kind.OUTCOME, command, outcome.callId());
      case CancelCall cancel -> about(Kind.CANCEL, command, cancel.callId());
      case ControlCommand control -> control(command, control.control());
      case AcknowledgeAlert acknowledge -> control(command, alert(acknowledge.alertId()));
      case ResolveAlert resolve -> control(command, alert(resolve.alertId()));
      case RecordAuditAccess access -> throw unanswered(access);
      case CastVote vote -> approval(Kind.VOTE, command, null, null, vote);
      case ClaimGrant claim -> approval(Kind.CLAIM, command, claim.callId(), null, claim);
      case ConfirmCall confirm -> approval(Kind.CONFIRM, command, confirm.callId(), null, confirm);
      case RevokeApproval revoke -> approval(Kind.REVOKE, command, null, null, revoke);
      case CancelRun cancel -> approval(Kind.CANCEL_RUN, command, null, cancel.runId(), cancel);
      case ReconcileOutcome reconcile ->
          approval(Kind.RECONCILE, command, reconcile.callId(), null, reconcile);
      case BreakGlass glass -> approval(Kind.BREAK_GLASS, command, null, null, glass);
      case ReviewBreakGlass review -> approval(Kind.REVIEW, command, null, null, review);
      case RecordNotification notification -> throw unanswered(notification);
      case AbandonCall abandon -> throw unanswered(abandon);
      case Tick tick -> throw unanswered(tick);
      case OpenLedger open -> throw unanswered(open);
      case ActivateBehaviour activate -> throw unanswered(activate);
    };
  }

  private static Asked about(Kind kind, CommandEnvelope command, UUID callId) {
    return approval(kind, command, callId, null, null);
  }

  private static Asked control(CommandEnvelope command, String control) {
    return new Asked(
        Kind.CONTROL,
        command.commandId(),
        command.tenant(),
        command.source().gateway(),
        null,
        null,
        null,
        control,
        null);
  }

  /** How an answer names an alert. */
  static String alert(UUID id) {
    return "alert/" + id;
  }

  private static Asked approval(
      Kind kind,
      CommandEnvelope command,
      @Nullable UUID callId,
      @Nullable String runId,
      @Nullable ApprovalCommand body) {
    return new Asked(
        kind,
        command.commandId(),
        command.tenant(),
        command.source().gateway(),
        callId,
        runId,
        null,
        null,
        body);
  }

  private static IllegalArgumentException unanswered(Command command) {
    return new IllegalArgumentException(
        "Expected a command that a caller waits for, but was " + command.type());
  }
}
