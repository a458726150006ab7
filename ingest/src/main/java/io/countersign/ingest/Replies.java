package io.countersign.ingest;

import io.countersign.schemas.call.StandingAnswer;
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
import io.countersign.schemas.event.OutcomeRecorded;
import io.countersign.schemas.event.ReservationOverrun;
import io.countersign.schemas.event.ReservationSettled;
import io.countersign.schemas.event.Unknown;
import java.util.List;
import java.util.Set;

/** What the engine recorded, as the answer that a caller reads (schemas of the API document). */
public final class Replies {
  /**
   * Refusals that say no more than that it stands already. The engine repeats the first refusal
   * when a command id comes again; so a duplicate is one of a command that succeeded.
   */
  private static final Set<String> REPEATED =
      Set.of("DUPLICATE_COMMAND", "OUTCOME_REPEATED", "CONTROL_UNCHANGED");

  private Replies() {}

  /**
   * The answer to a command.
   *
   * @param event an event that answers the command
   * @param findings what the command raised before
   * @throws io.countersign.schemas.http.ProblemException when the answer is a refusal
   */
  public static Reply to(Asked asked, EventEnvelope event, List<FindingRaised> findings) {
    return switch (event.body()) {
      case DecisionMade decision -> CallReplies.decision(asked, event, decision, findings);
      case OutcomeRecorded outcome -> CallReplies.receipt(asked, event, findings, false);
      case CallCancelled cancelled -> CallReplies.receipt(asked, event, findings, false);
      case ControlEvent control -> ControlReplies.recorded(event, control);
      case ReservationSettled other -> throw noAnswer(event);
      case ReservationOverrun other -> throw noAnswer(event);
      case CommandRejected rejected -> rejected(asked, event, rejected, findings);
      case CommandFailed failed -> CallReplies.failed(asked, event, failed);
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

  private static Reply rejected(
      Asked asked, EventEnvelope event, CommandRejected rejected, List<FindingRaised> findings) {
    boolean repeated = REPEATED.contains(rejected.rejection());
    return switch (asked.kind()) {
      case INTENT -> {
        StandingAnswer standing = rejected.standing();
        // A decision about another action must never be read as permission for this one.
        if (standing != null && standing.actionDigest().equals(asked.actionDigest())) {
          yield CallReplies.standing(asked, event, standing);
        }
        throw Problems.rejected(rejected);
      }
      case OUTCOME, CANCEL -> {
        if (repeated) {
          yield CallReplies.receipt(asked, event, findings, true);
        }
        throw Problems.rejected(rejected);
      }
      case CONTROL -> {
        if (repeated) {
          yield ControlReplies.repeated(asked, event);
        }
        throw Problems.rejectedControl(rejected);
      }
    };
  }
}
