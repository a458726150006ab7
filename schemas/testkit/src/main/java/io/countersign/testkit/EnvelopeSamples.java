package io.countersign.testkit;

import io.countersign.schemas.call.CallState;
import io.countersign.schemas.call.Verdict;
import io.countersign.schemas.command.AbandonCall;
import io.countersign.schemas.command.ActivateBehaviour;
import io.countersign.schemas.command.ApprovalCommand;
import io.countersign.schemas.command.CancelCall;
import io.countersign.schemas.command.Command;
import io.countersign.schemas.command.CommandEnvelope;
import io.countersign.schemas.command.ControlCommand;
import io.countersign.schemas.command.OpenLedger;
import io.countersign.schemas.command.OversightCommand;
import io.countersign.schemas.command.RecordIntent;
import io.countersign.schemas.command.RecordOutcome;
import io.countersign.schemas.command.Tick;
import io.countersign.schemas.control.Budget;
import io.countersign.schemas.document.BudgetSnapshot;
import io.countersign.schemas.document.CallSnapshot;
import io.countersign.schemas.event.ApprovalEvent;
import io.countersign.schemas.event.BehaviourActivated;
import io.countersign.schemas.event.CallAbandoned;
import io.countersign.schemas.event.CallCancelled;
import io.countersign.schemas.event.ChangeRequested;
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
import io.countersign.schemas.intake.IntakeReport;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Envelopes around the samples, and the documents. */
final class EnvelopeSamples {
  private static final int LEDGER = 3;
  private static final int GENERATION = 1;

  private EnvelopeSamples() {}

  static CommandEnvelope command(long n, Command body) {
    return new CommandEnvelope(
        Samples.commandId(n),
        tenant(body),
        SampleIds.time(n),
        SampleIds.time(n).minusMillis(5),
        ValueSamples.SOURCE,
        Samples.TRACEPARENT,
        Samples.salt(n),
        body);
  }

  static CommandEnvelope minimal(CommandEnvelope full) {
    return new CommandEnvelope(
        full.commandId(),
        full.tenant(),
        full.issuedAt(),
        null,
        full.source(),
        null,
        full.salt(),
        full.body());
  }

  static EventEnvelope event(long position, Event body) {
    UUID call = callId(body);
    return EventEnvelope.of(
        new EventEnvelope.Place(LEDGER, GENERATION, position, position, SampleIds.time(position)),
        new EventEnvelope.Cause(
            Samples.eventId(position),
            Samples.commandId(position),
            SampleIds.time(position).minusMillis(5),
            ValueSamples.SOURCE,
            Samples.TRACEPARENT,
            Samples.salt(position)),
        call == null ? null : runId(body),
        call,
        tenant(body),
        body);
  }

  static EventEnvelope minimal(EventEnvelope full) {
    return EventEnvelope.of(
        new EventEnvelope.Place(
            full.ledger(),
            full.generation(),
            full.position(),
            full.tenantSequence(),
            full.recordedAt()),
        new EventEnvelope.Cause(
            full.eventId(), full.commandId(), null, full.source(), null, full.salt()),
        null,
        null,
        full.tenant(),
        full.body());
  }

  static CallSnapshot callSnapshot(CallState state, Verdict verdict) {
    return new CallSnapshot(
        Samples.TENANT,
        Samples.CALL_ID,
        Samples.RUN_ID,
        state,
        verdict,
        ValueSamples.passed(),
        ValueSamples.ACTION_DIGEST,
        LEDGER,
        1,
        SampleIds.time(1),
        Samples.GATEWAY,
        SampleIds.time(60_000),
        1,
        ValueSamples.tool(),
        "prod",
        ApprovalSamples.progress());
  }

  static BudgetSnapshot budgetSnapshot(@Nullable Budget budget) {
    return new BudgetSnapshot(
        Samples.TENANT, ControlValueSamples.spending(), budget, LEDGER, 1, 1, SampleIds.time(1));
  }

  static CallSnapshot minimalCallSnapshot() {
    return new CallSnapshot(
        Samples.TENANT,
        Samples.CALL_ID,
        null,
        CallState.DENIED,
        Verdict.DENY,
        List.of(),
        ValueSamples.ACTION_DIGEST,
        0,
        0,
        SampleIds.time(0),
        Samples.GATEWAY,
        null,
        0,
        null,
        null,
        null);
  }

  static IntakeReport intakeReport() {
    return new IntakeReport(
        Samples.commandId(0),
        Samples.TENANT,
        "INTENT",
        Samples.CALL_ID,
        "{\"runId\":\"run-42\",\"tenant\":\"acme\",\"tool\":{\"server\":\"tickets\",\"name\":\"close_ticket\"}}");
  }

  private static String tenant(Command body) {
    return switch (body) {
      case RecordIntent _r -> Samples.TENANT;
      case RecordOutcome _r -> Samples.TENANT;
      case CancelCall _r -> Samples.TENANT;
      case AbandonCall _r -> Samples.TENANT;
      case ApprovalCommand _r -> Samples.TENANT;
      case ControlCommand _r -> Samples.TENANT;
      case OversightCommand _r -> Samples.TENANT;
      case Tick _r -> CommandEnvelope.PLATFORM;
      case OpenLedger _r -> CommandEnvelope.PLATFORM;
      case ActivateBehaviour _r -> CommandEnvelope.PLATFORM;
    };
  }

  private static String tenant(Event body) {
    return switch (body) {
      case LedgerOpened _e -> CommandEnvelope.PLATFORM;
      case BehaviourActivated _e -> CommandEnvelope.PLATFORM;
      case IntentRecorded _e -> Samples.TENANT;
      case DecisionMade _e -> Samples.TENANT;
      case OutcomeRecorded _e -> Samples.TENANT;
      case OutcomeOverdue _e -> Samples.TENANT;
      case CallCancelled _e -> Samples.TENANT;
      case CallAbandoned _e -> Samples.TENANT;
      case ApprovalEvent _e -> Samples.TENANT;
      case OutcomeReconciled _e -> Samples.TENANT;
      case ControlEvent _e -> Samples.TENANT;
      case OversightEvent _e -> Samples.TENANT;
      case ReservationSettled _e -> Samples.TENANT;
      case ReservationOverrun _e -> Samples.TENANT;
      case CommandRejected _e -> Samples.TENANT;
      case CommandFailed _e -> Samples.TENANT;
      case FindingRaised _e -> Samples.TENANT;
      case Unknown _e -> Samples.TENANT;
    };
  }

  private static @Nullable UUID callId(Event body) {
    return switch (body) {
      case IntentRecorded e -> e.callId();
      case DecisionMade e -> e.callId();
      case OutcomeRecorded e -> e.callId();
      case OutcomeOverdue e -> e.callId();
      case CallCancelled e -> e.callId();
      case CallAbandoned e -> e.callId();
      case CommandRejected _e -> Samples.CALL_ID;
      case FindingRaised _e -> Samples.CALL_ID;
      case ReservationSettled e -> e.callId();
      case ReservationOverrun e -> e.callId();
      case ChangeRequested _e -> null;
      case ApprovalEvent _e -> Samples.CALL_ID;
      case OutcomeReconciled e -> e.callId();
      case ControlEvent _e -> null;
      case OversightEvent _e -> null;
      case LedgerOpened _e -> null;
      case BehaviourActivated _e -> null;
      case CommandFailed _e -> null;
      case Unknown _e -> null;
    };
  }

  /** Only an intent names its run; the engine gives the run to the other events of its call. */
  private static @Nullable String runId(Event body) {
    return body instanceof IntentRecorded intent ? intent.runId() : Samples.RUN_ID;
  }
}
