package io.countersign.ingest;

import io.countersign.ingest.Waiters.Heard.Answered;
import io.countersign.schemas.approval.ApprovalProgress;
import io.countersign.schemas.call.StandingAnswer;
import io.countersign.schemas.document.CallSnapshot;
import io.countersign.schemas.event.AlertAcknowledged;
import io.countersign.schemas.event.AlertResolved;
import io.countersign.schemas.event.ApprovalEvent;
import io.countersign.schemas.event.AuditAccessed;
import io.countersign.schemas.event.BehaviourActivated;
import io.countersign.schemas.event.CallAbandoned;
import io.countersign.schemas.event.CallCancelled;
import io.countersign.schemas.event.CommandFailed;
import io.countersign.schemas.event.CommandRejected;
import io.countersign.schemas.event.ControlEvent;
import io.countersign.schemas.event.DecisionMade;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.schemas.event.FindingRaised;
import io.countersign.schemas.event.IntentRecorded;
import io.countersign.schemas.event.LedgerOpened;
import io.countersign.schemas.event.OutcomeOverdue;
import io.countersign.schemas.event.OutcomeReconciled;
import io.countersign.schemas.event.OutcomeRecorded;
import io.countersign.schemas.event.ReservationOverrun;
import io.countersign.schemas.event.ReservationSettled;
import io.countersign.schemas.event.Unknown;
import io.countersign.schemas.json.JsonObject;
import java.net.URI;
import java.util.Optional;
import java.util.Set;

/** What the engine recorded, as the answer that a caller reads (schemas of the API document). */
public final class Replies {
  /**
   * Refusals that say no more than that it stands already, beside those that say so by their name.
   * The engine repeats the first refusal when a command id comes again; so a duplicate is one of a
   * command that succeeded.
   */
  private static final Set<String> STANDS = Set.of("DUPLICATE_COMMAND", "CONTROL_UNCHANGED");

  private static final String REPEATED = "_REPEATED";

  private final ApprovalJson approvals;

  /**
   * @param publicUrl base of the pages that people open to decide
   */
  public Replies(URI publicUrl) {
    this.approvals = new ApprovalJson(publicUrl);
  }

  /**
   * Where a call stands.
   *
   * @param grant a signed grant of it, for who may have one
   */
  public JsonObject view(CallSnapshot call, Optional<String> grant) {
    return CallReplies.view(call, grant, approvals);
  }

  /**
   * The answer to a command.
   *
   * @param answered the event that answers the command, and what came with it
   * @throws io.countersign.schemas.http.ProblemException when the answer is a refusal
   */
  public Reply to(Asked asked, Answered answered) {
    EventEnvelope event = answered.event();
    return switch (event.body()) {
      case DecisionMade decision -> CallReplies.decision(asked, answered, decision, approvals);
      case OutcomeRecorded outcome -> CallReplies.receipt(asked, answered, false);
      case OutcomeReconciled outcome -> CallReplies.receipt(asked, answered, false);
      case CallCancelled cancelled ->
          asked.kind() == Asked.Kind.CANCEL_RUN
              ? ApprovalReplies.run(asked, event, false)
              : CallReplies.receipt(asked, answered, false);
      case ApprovalEvent approval -> ApprovalReplies.recorded(asked, answered, approval, approvals);
      case ControlEvent control -> ControlReplies.recorded(event, control);
      case AlertAcknowledged taken -> ControlReplies.alert(event, taken.alertId());
      case AlertResolved resolved -> ControlReplies.alert(event, resolved.alertId());
      case CommandRejected rejected -> rejected(asked, answered, rejected);
      case CommandFailed failed -> CallReplies.failed(asked, event, failed);
      case AuditAccessed other -> throw noAnswer(event);
      case ReservationSettled other -> throw noAnswer(event);
      case ReservationOverrun other -> throw noAnswer(event);
      case IntentRecorded other -> throw noAnswer(event);
      case OutcomeOverdue other -> throw noAnswer(event);
      case CallAbandoned other -> throw noAnswer(event);
      case LedgerOpened other -> throw noAnswer(event);
      case BehaviourActivated other -> throw noAnswer(event);
      case FindingRaised other -> throw noAnswer(event);
      case Unknown other -> throw noAnswer(event);
    };
  }

  static IllegalArgumentException noAnswer(EventEnvelope event) {
    return new IllegalArgumentException(
        "Expected an event that answers a command, but was " + event.type());
  }

  private Reply rejected(Asked asked, Answered answered, CommandRejected rejected) {
    StandingAnswer standing = rejected.standing();
    boolean repeated =
        STANDS.contains(rejected.rejection()) || rejected.rejection().endsWith(REPEATED);
    return switch (asked.kind()) {
      case INTENT -> {
        // A decision about another action must never be read as permission for this one.
        if (standing != null && standing.actionDigest().equals(asked.actionDigest())) {
          yield CallReplies.standing(asked, answered.event(), standing, approvals);
        }
        throw Problems.rejected(rejected);
      }
      case OUTCOME, CANCEL -> {
        if (repeated) {
          yield CallReplies.receipt(asked, answered, true);
        }
        throw Problems.rejected(rejected);
      }
      case CONTROL -> {
        ApprovalProgress waits = standing == null ? null : standing.approval();
        if (standing != null && waits != null) {
          yield ControlReplies.waiting(
              asked, answered.event(), approvals.of(waits, standing.actionDigest()));
        }
        if (repeated) {
          yield ControlReplies.repeated(asked, answered.event());
        }
        throw Problems.rejectedControl(rejected);
      }
      case CLAIM, CONFIRM, VOTE, REVOKE, CANCEL_RUN, RECONCILE, BREAK_GLASS, REVIEW -> {
        if (repeated) {
          yield ApprovalReplies.repeated(asked, answered, rejected);
        }
        throw Problems.rejected(rejected);
      }
    };
  }
}
