package io.countersign.approvals;

import io.countersign.schemas.call.StandingAnswer;
import io.countersign.schemas.event.BehaviourActivated;
import io.countersign.schemas.event.BrakeEngaged;
import io.countersign.schemas.event.BudgetThresholdReached;
import io.countersign.schemas.event.CallAbandoned;
import io.countersign.schemas.event.CallCancelled;
import io.countersign.schemas.event.CommandFailed;
import io.countersign.schemas.event.CommandRejected;
import io.countersign.schemas.event.ControlEvent;
import io.countersign.schemas.event.DecisionMade;
import io.countersign.schemas.event.Event;
import io.countersign.schemas.event.FindingRaised;
import io.countersign.schemas.event.IntentRecorded;
import io.countersign.schemas.event.LedgerOpened;
import io.countersign.schemas.event.OutcomeOverdue;
import io.countersign.schemas.event.OutcomeRecorded;
import io.countersign.schemas.event.ReservationOverrun;
import io.countersign.schemas.event.ReservationSettled;
import io.countersign.schemas.event.ServerReviewed;
import io.countersign.schemas.event.ToolRegistered;
import io.countersign.schemas.event.Unknown;

/** An event in the few words that a test expects. */
public final class Told {
  private Told() {}

  /**
   * For example {@code DecisionMade ALLOW} or {@code CommandRejected CALL_REPEATED, ALLOW stands}.
   */
  public static String of(Event event) {
    return switch (event) {
      case IntentRecorded e -> "IntentRecorded";
      case DecisionMade e -> "DecisionMade " + e.verdict();
      case OutcomeRecorded e -> "OutcomeRecorded " + e.status();
      case OutcomeOverdue e -> "OutcomeOverdue";
      case CallCancelled e -> "CallCancelled";
      case CallAbandoned e -> "CallAbandoned";
      case ToolRegistered e -> "ToolRegistered " + e.definition().risk();
      case ServerReviewed e -> "ServerReviewed " + e.gate();
      case BrakeEngaged e -> "BrakeEngaged " + e.kind();
      case BudgetThresholdReached e -> "BudgetThresholdReached " + e.percent();
      case ReservationSettled e -> "ReservationSettled " + e.basis();
      case ReservationOverrun e -> "ReservationOverrun";
      case ControlEvent e -> e.type();
      case LedgerOpened e -> "LedgerOpened";
      case BehaviourActivated e -> "BehaviourActivated " + e.level();
      case CommandRejected e -> "CommandRejected " + e.rejection() + standing(e.standing());
      case CommandFailed e -> "CommandFailed " + e.failure();
      case FindingRaised e -> "FindingRaised " + e.finding();
      case Unknown e -> "Unknown " + e.type();
    };
  }

  private static String standing(StandingAnswer standing) {
    if (standing == null) {
      return "";
    }
    boolean changed =
        standing.reasons().size() == 1
            && standing.reasons().getFirst().check().equals("idempotency");
    return ", %s stands%s"
        .formatted(
            standing.verdict(), changed ? " as " + standing.reasons().getFirst().code() : "");
  }
}
