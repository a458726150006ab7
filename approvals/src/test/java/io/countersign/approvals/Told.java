package io.countersign.approvals;

import io.countersign.schemas.call.StandingAnswer;
import io.countersign.schemas.event.AlertAcknowledged;
import io.countersign.schemas.event.AlertResolved;
import io.countersign.schemas.event.ApprovalClosed;
import io.countersign.schemas.event.ApprovalEscalated;
import io.countersign.schemas.event.ApprovalEvent;
import io.countersign.schemas.event.ApprovalGranted;
import io.countersign.schemas.event.AuditAccessed;
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
import io.countersign.schemas.event.GrantClaimed;
import io.countersign.schemas.event.IntentRecorded;
import io.countersign.schemas.event.LedgerOpened;
import io.countersign.schemas.event.OutcomeOverdue;
import io.countersign.schemas.event.OutcomeReconciled;
import io.countersign.schemas.event.OutcomeRecorded;
import io.countersign.schemas.event.ReservationOverrun;
import io.countersign.schemas.event.ReservationSettled;
import io.countersign.schemas.event.ServerReviewed;
import io.countersign.schemas.event.StandingGrantClosed;
import io.countersign.schemas.event.ToolRegistered;
import io.countersign.schemas.event.Unknown;
import io.countersign.schemas.event.VoteCast;
import java.util.List;

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
      case VoteCast e -> "VoteCast " + e.ballot();
      case ApprovalClosed e -> "ApprovalClosed %s %s".formatted(e.state(), e.cause());
      case ApprovalGranted e -> "ApprovalGranted" + (e.brokenGlass() ? " glass" : "");
      case GrantClaimed e -> "GrantClaimed " + e.mode();
      case ApprovalEscalated e -> "ApprovalEscalated " + e.step();
      case StandingGrantClosed e -> "StandingGrantClosed " + e.end();
      case ApprovalEvent e -> e.type();
      case OutcomeReconciled e -> "OutcomeReconciled " + e.status();
      case ControlEvent e -> e.type();
      case AuditAccessed e -> "AuditAccessed " + e.status();
      case AlertResolved e -> "AlertResolved " + e.verdict();
      case AlertAcknowledged e -> e.type();
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
            && List.of("idempotency", "approval").contains(standing.reasons().getFirst().check());
    return ", %s stands%s"
        .formatted(
            standing.verdict(), changed ? " as " + standing.reasons().getFirst().code() : "");
  }
}
