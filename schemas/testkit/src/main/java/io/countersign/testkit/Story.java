package io.countersign.testkit;

import io.countersign.schemas.audit.AccessStatus;
import io.countersign.schemas.call.Actor;
import io.countersign.schemas.call.Amounts;
import io.countersign.schemas.call.CheckResult;
import io.countersign.schemas.call.Reason;
import io.countersign.schemas.call.ToolReference;
import io.countersign.schemas.command.AbandonCall;
import io.countersign.schemas.command.AcknowledgeAlert;
import io.countersign.schemas.command.ActivateBehaviour;
import io.countersign.schemas.command.ApprovalCommand;
import io.countersign.schemas.command.CancelCall;
import io.countersign.schemas.command.Command;
import io.countersign.schemas.command.CommandEnvelope;
import io.countersign.schemas.command.ControlCommand;
import io.countersign.schemas.command.OpenLedger;
import io.countersign.schemas.command.OversightCommand;
import io.countersign.schemas.command.RecordAuditAccess;
import io.countersign.schemas.command.RecordIntent;
import io.countersign.schemas.command.RecordOutcome;
import io.countersign.schemas.command.ResolveAlert;
import io.countersign.schemas.command.Tick;
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
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Tells a log as a story, one line a record, for the message of a failing test.
 *
 * <pre>
 * 3/1@1  09:00:00.001  CS2001W  DecisionMade  acme/run-42/000000  DENY WRITE tickets/close_ticket@3.2.0 · catalogue TOOL_UNKNOWN
 * </pre>
 *
 * <p>A line has: place ({@code ledger/generation@position}; a command has its number in the list
 * and its id for a code), time (UTC), code, type, {@code tenant/run/call}, then what is worth
 * telling. A UUID is told by its last six digits, the same in every story. Arguments, results,
 * previews, resources and free text of callers are never told; what is told is cut to {@value
 * #LONGEST} characters and has no control characters, so that a line stays a line.
 */
public final class Story {
  private static final int LONGEST = 100;
  private static final int SHORT_ID = 6;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneOffset.UTC);

  private Story() {}

  /** The story of {@code events} in the order given; a sentence when there are none. */
  public static String of(List<EventEnvelope> events) {
    return events.isEmpty()
        ? "(no events)\n"
        : events.stream().map(Story::line).collect(Collectors.joining("\n", "", "\n"));
  }

  /** The story of {@code commands} in the order given; a sentence when there are none. */
  public static String commands(List<CommandEnvelope> commands) {
    StringBuilder story = new StringBuilder();
    for (int i = 0; i < commands.size(); i++) {
      story.append(line(i, commands.get(i))).append('\n');
    }
    return story.isEmpty() ? "(no commands)\n" : story.toString();
  }

  /** One event as its line, without a line end. */
  public static String line(EventEnvelope event) {
    return line(
        "%d/%d@%d".formatted(event.ledger(), event.generation(), event.position()),
        event.recordedAt(),
        event.code(),
        event.type(),
        subject(event.tenant(), event.runId(), event.callId()),
        tell(event.body()));
  }

  private static String line(int number, CommandEnvelope command) {
    return line(
        "#" + number,
        command.issuedAt(),
        id(command.commandId()),
        command.body().type(),
        subject(command.tenant(), runId(command.body()), callId(command.body())),
        tell(command.body()));
  }

  private static String line(
      String place, Instant time, String code, String type, String subject, String told) {
    return "%-9s %s  %-7s  %-18s  %-22s  %s"
        .formatted(place, TIME.format(time), plain(code), plain(type), subject, told)
        .stripTrailing();
  }

  private static String tell(Event body) {
    return switch (body) {
      case IntentRecorded e -> intent(e.actor(), e.tool(), e.arguments().redactions().size());
      case DecisionMade e ->
          "%s %s%s%s"
              .formatted(
                  e.verdict(),
                  word(e.risk() == null ? null : e.risk().name()),
                  tool(e.tool()),
                  reasons(e.reasons()));
      case OutcomeRecorded e -> outcome(e.status().name(), e.errorClass(), e.durationMillis());
      case OutcomeOverdue e -> "due " + TIME.format(e.dueAt());
      case CallCancelled _e -> "";
      case CallAbandoned e -> "command " + id(e.abandonedCommandId());
      case ApprovalEvent e -> ApprovalStory.tell(e);
      case OutcomeReconciled e -> "%s by %s".formatted(e.status(), plain(e.by()));
      case ControlEvent e -> plain(e.control()) + ": " + plain(e.told());
      case OversightEvent e -> oversight(e);
      case ReservationSettled e ->
          "%s: reserved %s, charged %s"
              .formatted(e.basis(), amounts(e.reserved()), amounts(e.charged()));
      case ReservationOverrun e ->
          "used %s, declared %s".formatted(amounts(e.used()), amounts(e.bound()));
      case LedgerOpened e -> ledger(e.partitions(), e.generation(), e.previousHead());
      case BehaviourActivated e -> "level %d, was %d".formatted(e.level(), e.previousLevel());
      case CommandRejected e ->
          "%s %s%s: %s"
              .formatted(
                  plain(e.commandType()),
                  plain(e.rejection()),
                  e.standing() == null
                      ? ""
                      : " stands %s@%d".formatted(e.standing().verdict(), e.standing().position()),
                  plain(e.message()));
      case CommandFailed e -> "%s: %s".formatted(plain(e.failure()), plain(e.message()));
      case FindingRaised e ->
          "%s %s: %s · evidence %s"
              .formatted(e.severity(), plain(e.finding()), plain(e.message()), ids(e.evidence()));
      case Unknown _e -> "(a kind that this build does not know)";
    };
  }

  private static String tell(Command body) {
    return switch (body) {
      case RecordIntent c -> intent(c.actor(), c.tool(), c.arguments().redactions().size());
      case RecordOutcome c -> outcome(c.status().name(), c.errorClass(), c.durationMillis());
      case CancelCall _c -> "";
      case AbandonCall c -> "command " + id(c.abandonedCommandId());
      case ApprovalCommand c -> ApprovalStory.tell(c);
      case ControlCommand c -> plain(c.control());
      case OversightCommand c -> oversight(c);
      case Tick _c -> "";
      case OpenLedger c -> ledger(c.partitions(), c.generation(), c.previousHead());
      case ActivateBehaviour c -> "level " + c.level();
    };
  }

  private static String oversight(OversightEvent body) {
    return switch (body) {
      case AuditAccessed e -> access(e.subject(), e.operation(), e.status(), e.results());
      case AlertAcknowledged e -> "%s by %s".formatted(id(e.alertId()), plain(e.by()));
      case AlertResolved e -> "%s %s by %s".formatted(id(e.alertId()), e.verdict(), plain(e.by()));
    };
  }

  private static String oversight(OversightCommand body) {
    return switch (body) {
      case RecordAuditAccess c -> access(c.subject(), c.operation(), c.status(), c.results());
      case AcknowledgeAlert c -> id(c.alertId());
      case ResolveAlert c -> "%s %s".formatted(id(c.alertId()), c.verdict());
    };
  }

  private static String access(
      String subject, String operation, AccessStatus status, long results) {
    return "%s %s %s · %d entries".formatted(plain(subject), plain(operation), status, results);
  }

  private static @Nullable UUID callId(Command body) {
    return switch (body) {
      case RecordIntent c -> c.callId();
      case RecordOutcome c -> c.callId();
      case CancelCall c -> c.callId();
      case AbandonCall c -> c.callId();
      case ApprovalCommand c -> ApprovalStory.callId(c);
      case ControlCommand _c -> null;
      case OversightCommand _c -> null;
      case Tick _c -> null;
      case OpenLedger _c -> null;
      case ActivateBehaviour _c -> null;
    };
  }

  private static @Nullable String runId(Command body) {
    return body instanceof RecordIntent intent ? intent.runId() : null;
  }

  private static String amounts(Amounts amounts) {
    return "%s/%s/%s/%s"
        .formatted(
            amounts.calls(), amounts.downstreamCalls(), amounts.tokens(), amounts.moneyMicros());
  }

  private static String intent(Actor actor, ToolReference tool, int redactions) {
    return "%s for %s via %s → %s%s"
        .formatted(
            actor.agent() == null ? "nobody" : plain(actor.agent().id()),
            actor.principal() == null ? "nobody" : plain(actor.principal().id()),
            actor.client() == null ? "nothing" : plain(actor.client().name()),
            tool(tool),
            redactions == 0 ? "" : " · %d redacted".formatted(redactions));
  }

  private static String tool(ToolReference tool) {
    return plain(tool.server())
        + "/"
        + plain(tool.name())
        + (tool.version() == null ? "" : "@" + plain(tool.version()));
  }

  /** What decided: the checks that did not pass, without those that were not reached. */
  private static String reasons(List<Reason> reasons) {
    String decided =
        reasons.stream()
            .filter(r -> r.result() == CheckResult.FAILED || r.result() == CheckResult.ASKED)
            .map(r -> plain(r.check()) + " " + plain(r.code()))
            .collect(Collectors.joining(", "));
    return decided.isEmpty() ? "" : " · " + decided;
  }

  private static String outcome(String status, @Nullable String errorClass, long millis) {
    return "%s %sin %d ms".formatted(status, word(errorClass), millis);
  }

  private static String ledger(int partitions, int generation, @Nullable String previousHead) {
    return "generation %d, %d partitions%s"
        .formatted(
            generation, partitions, previousHead == null ? "" : ", after " + plain(previousHead));
  }

  private static String subject(String tenant, @Nullable String runId, @Nullable UUID callId) {
    return "%s/%s/%s"
        .formatted(
            plain(tenant), runId == null ? "-" : plain(runId), callId == null ? "-" : id(callId));
  }

  private static String ids(List<UUID> ids) {
    return ids.stream().map(Story::id).collect(Collectors.joining(", ", "[", "]"));
  }

  static String id(UUID id) {
    String text = id.toString();
    return text.substring(text.length() - SHORT_ID);
  }

  private static String word(@Nullable String text) {
    return text == null ? "" : plain(text) + " ";
  }

  static String plain(String text) {
    String line =
        text.codePoints()
            .map(
                c ->
                    Character.getType(c) == Character.CONTROL
                            || Character.getType(c) == Character.FORMAT
                            || c == 0x2028
                            || c == 0x2029
                        ? '�'
                        : c)
            .limit(LONGEST + 1)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
    return line.codePointCount(0, line.length()) <= LONGEST
        ? line
        : line.substring(0, line.offsetByCodePoints(0, LONGEST)) + "…";
  }
}
