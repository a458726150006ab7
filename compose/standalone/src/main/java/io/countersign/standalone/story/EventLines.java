package io.countersign.standalone.story;

import static io.countersign.standalone.story.Paint.plain;

import io.countersign.schemas.call.Actor;
import io.countersign.schemas.call.CheckResult;
import io.countersign.schemas.call.OutcomeStatus;
import io.countersign.schemas.call.Reason;
import io.countersign.schemas.call.ToolReference;
import io.countersign.schemas.call.Verdict;
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
import io.countersign.schemas.event.Event;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.schemas.event.FindingRaised;
import io.countersign.schemas.event.IntentRecorded;
import io.countersign.schemas.event.LedgerOpened;
import io.countersign.schemas.event.OutcomeOverdue;
import io.countersign.schemas.event.OutcomeReconciled;
import io.countersign.schemas.event.OutcomeRecorded;
import io.countersign.schemas.event.OversightEvent;
import io.countersign.schemas.event.ReservationOverrun;
import io.countersign.schemas.event.ReservationSettled;
import io.countersign.schemas.event.Unknown;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One line an event, for somebody who watches. Arguments and results stay in the record. */
public final class EventLines {
  private final Paint paint;
  private final DateTimeFormatter time;
  private final ApprovalLines approvals;

  /**
   * @param zone in which times are told
   */
  public EventLines(Paint paint, ZoneId zone) {
    this.paint = paint;
    this.time = DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT).withZone(zone);
    this.approvals = new ApprovalLines(paint, time);
  }

  /** The event as one line without a line end. */
  public String line(EventEnvelope event) {
    return "%s %s %s  %s"
        .formatted(
            paint.faint(time.format(event.recordedAt())),
            paint.faint("%d@%d".formatted(event.ledger(), event.position())),
            subject(event),
            told(event.body()));
  }

  private String subject(EventEnvelope event) {
    String run = event.runId() == null ? "" : "/" + plain(event.runId());
    return plain(event.tenant()) + run;
  }

  private String told(Event body) {
    return switch (body) {
      case IntentRecorded intent ->
          "%s wants %s".formatted(who(intent.actor()), paint.strong(tool(intent.tool())));
      case DecisionMade decision -> decided(decision);
      case OutcomeRecorded outcome ->
          "%s %s"
              .formatted(
                  outcome.status() == OutcomeStatus.SUCCEEDED
                      ? paint.good("it ran: SUCCEEDED")
                      : paint.warn("it ended: " + outcome.status()),
                  outcome.errorClass() == null ? "" : plain(outcome.errorClass()));
      case OutcomeOverdue overdue ->
          paint.warn("nobody reported the outcome by " + time.format(overdue.dueAt()));
      case CallCancelled cancelled -> paint.faint("the call was cancelled");
      case CallAbandoned abandoned ->
          paint.warn("the answer came too late for its caller; the permission is void");
      case ControlEvent control -> plain(control.told());
      case OversightEvent watched -> watched(watched);
      case ApprovalEvent approval -> approvals.told(approval);
      case OutcomeReconciled reconciled ->
          paint.warn(
              "%s says how it ended: %s. %s"
                  .formatted(
                      plain(reconciled.by()), reconciled.status(), plain(reconciled.reason())));
      case ReservationSettled settled ->
          paint.faint("the reservation was settled: " + settled.basis());
      case ReservationOverrun overrun -> paint.warn("the call used more than it had declared");
      case LedgerOpened opened -> paint.faint("the ledger was opened");
      case BehaviourActivated activated ->
          "behaviour level %d is in force".formatted(activated.level());
      case CommandRejected rejected ->
          paint.faint(
              "%s was not taken (%s): %s"
                  .formatted(
                      plain(rejected.commandType()),
                      plain(rejected.rejection()),
                      plain(rejected.message())));
      case CommandFailed failed ->
          paint.bad("a command failed: %s".formatted(plain(failed.message())));
      case FindingRaised finding ->
          paint.bad(
              "FINDING %s %s: %s"
                  .formatted(
                      finding.severity(), plain(finding.finding()), plain(finding.message())));
      case Unknown unknown -> paint.warn("an event that this version does not know");
    };
  }

  private String watched(OversightEvent event) {
    return switch (event) {
      case AuditAccessed accessed ->
          switch (accessed.status()) {
            case GRANTED ->
                paint.faint(
                    "%s read %s: %d entries"
                        .formatted(
                            plain(accessed.subject()),
                            plain(accessed.operation()),
                            accessed.results()));
            case DENIED ->
                paint.warn(
                    "%s was refused %s"
                        .formatted(plain(accessed.subject()), plain(accessed.operation())));
            case FAILED ->
                paint.warn(
                    "%s failed to read %s"
                        .formatted(plain(accessed.subject()), plain(accessed.operation())));
          };
      case AlertAcknowledged taken ->
          "%s takes care of alert %s".formatted(plain(taken.by()), taken.alertId());
      case AlertResolved resolved ->
          "%s says of alert %s: %s"
              .formatted(plain(resolved.by()), resolved.alertId(), resolved.verdict());
    };
  }

  private String decided(DecisionMade decision) {
    String verdict = decision.verdict().name();
    String coloured =
        switch (decision.verdict()) {
          case ALLOW -> paint.good(verdict);
          case ASK -> paint.warn(verdict);
          case DENY -> paint.bad(verdict);
        };
    return "%s %s  %s".formatted(coloured, tool(decision.tool()), why(decision));
  }

  private String why(DecisionMade decision) {
    CheckResult telling =
        decision.verdict() == Verdict.ALLOW ? CheckResult.PASSED : CheckResult.FAILED;
    List<Reason> reasons =
        decision.reasons().stream().filter(reason -> reason.result() == telling).toList();
    List<Reason> told =
        decision.verdict() == Verdict.ALLOW && !reasons.isEmpty()
            ? List.of(reasons.getLast())
            : reasons;
    return paint.faint(
        told.stream().map(reason -> plain(reason.message())).collect(Collectors.joining(" ")));
  }

  private static String who(@Nullable Actor actor) {
    String agent =
        actor == null || actor.agent() == null || actor.agent().id() == null
            ? "an unnamed agent"
            : plain(actor.agent().id());
    return actor == null || actor.principal() == null || actor.principal().id() == null
        ? agent + " (for nobody named)"
        : agent + " (for " + plain(actor.principal().id()) + ")";
  }

  static String tool(@Nullable ToolReference tool) {
    return tool == null ? "an unnamed tool" : plain(tool.server() + "/" + tool.name());
  }
}
