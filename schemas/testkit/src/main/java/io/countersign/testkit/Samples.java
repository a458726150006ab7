package io.countersign.testkit;

import io.countersign.schemas.approval.ApprovalState;
import io.countersign.schemas.call.OutcomeStatus;
import io.countersign.schemas.call.Salt;
import io.countersign.schemas.call.Severity;
import io.countersign.schemas.call.Verdict;
import io.countersign.schemas.command.AbandonCall;
import io.countersign.schemas.command.ActivateBehaviour;
import io.countersign.schemas.command.CancelCall;
import io.countersign.schemas.command.Command;
import io.countersign.schemas.command.CommandEnvelope;
import io.countersign.schemas.command.OpenLedger;
import io.countersign.schemas.command.RecordIntent;
import io.countersign.schemas.command.RecordOutcome;
import io.countersign.schemas.command.RegisterTool;
import io.countersign.schemas.command.Tick;
import io.countersign.schemas.event.ApprovalClosed;
import io.countersign.schemas.event.BehaviourActivated;
import io.countersign.schemas.event.CallAbandoned;
import io.countersign.schemas.event.CallCancelled;
import io.countersign.schemas.event.CommandFailed;
import io.countersign.schemas.event.CommandRejected;
import io.countersign.schemas.event.DecisionMade;
import io.countersign.schemas.event.Event;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.schemas.event.FindingRaised;
import io.countersign.schemas.event.IntentRecorded;
import io.countersign.schemas.event.LedgerOpened;
import io.countersign.schemas.event.OutcomeOverdue;
import io.countersign.schemas.event.OutcomeRecorded;
import io.countersign.schemas.event.ToolRegistered;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A valid sample of every command, event and document: one with everything that can be present, and
 * a minimal one ({@code minimal…}) without anything that may be absent. All tell the same call: an
 * agent of {@code acme} closes a ticket. Values never change between runs or machines; golden files
 * hold their bytes. Vary a sample with {@link Variations}.
 */
public final class Samples {
  /** Tenant of the samples that concern one. */
  public static final String TENANT = "acme";

  /** Run of the samples that belong to one. */
  public static final String RUN_ID = "run-42";

  /** The gateway that asks. */
  public static final String GATEWAY = "gw-1";

  /** Log time of position 0. */
  public static final Instant START = SampleIds.START;

  /** The approval of all samples, a UUIDv7. */
  public static final UUID APPROVAL_ID = ApprovalSamples.APPROVAL_ID;

  /** The claim of all samples, a UUIDv7. */
  public static final UUID CLAIM_ID = ApprovalSamples.CLAIM_ID;

  /** The call of all samples, a UUIDv7: {@code callId(0)}. */
  public static final UUID CALL_ID = callId(0);

  /** W3C trace context of the samples. */
  public static final String TRACEPARENT =
      "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

  private Samples() {}

  /** The {@code n}-th call id, a UUIDv7 whose time is {@code START} plus {@code n} ms. */
  public static UUID callId(long n) {
    return SampleIds.timeOrdered(0xca1, n);
  }

  /** The {@code n}-th command id, a UUIDv7 whose time is {@code START} plus {@code n} ms. */
  public static UUID commandId(long n) {
    return SampleIds.timeOrdered(0xc0d, n);
  }

  /** The id of the event at position {@code n}. */
  public static UUID eventId(long n) {
    return SampleIds.derived(0xe0e, n);
  }

  /** The {@code n}-th salt. */
  public static Salt salt(long n) {
    return ValueSamples.salt("salt " + n);
  }

  /** A full sample of every command, in the order of {@link Command#KINDS}. */
  public static List<Command> commands() {
    return joined(
        Stream.of(
            List.of(recordIntent(), recordOutcome(), cancelCall(), abandonCall()),
            ApprovalSamples.commands(),
            ControlSamples.commands(),
            ApproverSamples.controlCommands(),
            List.of(tick(), openLedger(), activateBehaviour()),
            OversightSamples.commands()));
  }

  /** A minimal sample of every command, in the order of {@link Command#KINDS}. */
  public static List<Command> minimalCommands() {
    return joined(
        Stream.of(
            List.of(
                minimalRecordIntent(),
                minimalRecordOutcome(),
                minimalCancelCall(),
                minimalAbandonCall()),
            ApprovalSamples.minimalCommands(),
            ControlSamples.minimalCommands(),
            ApproverSamples.minimalControlCommands(),
            List.of(minimalTick(), minimalOpenLedger(), minimalActivateBehaviour()),
            OversightSamples.minimalCommands()));
  }

  /** A full sample of every event, in the order of {@link Event#KINDS}. */
  public static List<Event> events() {
    return joined(
        Stream.of(
            List.of(
                intentRecorded(),
                decisionMade(),
                outcomeRecorded(),
                outcomeOverdue(),
                callCancelled(),
                callAbandoned()),
            ApprovalSamples.events(),
            ControlSamples.events(),
            ApproverSamples.controlEvents(),
            List.of(
                ledgerOpened(),
                behaviourActivated(),
                commandRejected(),
                commandFailed(),
                findingRaised()),
            OversightSamples.events()));
  }

  /** A minimal sample of every event, in the order of {@link Event#KINDS}. */
  public static List<Event> minimalEvents() {
    return joined(
        Stream.of(
            List.of(
                minimalIntentRecorded(),
                minimalDecisionMade(),
                minimalOutcomeRecorded(),
                minimalOutcomeOverdue(),
                minimalCallCancelled(),
                minimalCallAbandoned()),
            ApprovalSamples.minimalEvents(),
            ControlSamples.minimalEvents(),
            ApproverSamples.minimalControlEvents(),
            List.of(
                minimalLedgerOpened(),
                minimalBehaviourActivated(),
                minimalCommandRejected(),
                minimalCommandFailed(),
                minimalFindingRaised()),
            OversightSamples.minimalEvents()));
  }

  /** Full sample envelope around {@code body}; its command id is {@code commandId(0)}. */
  public static CommandEnvelope command(Command body) {
    return command(0, body);
  }

  /** Like {@link #command(Command)}, sent {@code n} ms later and with the {@code n}-th id. */
  public static CommandEnvelope command(long n, Command body) {
    return EnvelopeSamples.command(n, body);
  }

  /** Like {@link #command(Command)}, without anything that may be absent. */
  public static CommandEnvelope minimalCommand(Command body) {
    return EnvelopeSamples.minimal(command(body));
  }

  /** Full sample envelope around {@code body}, at position 0 of ledger 3, generation 1. */
  public static EventEnvelope event(Event body) {
    return event(0, body);
  }

  /** Like {@link #event(Event)} at {@code position}, recorded that many ms after the start. */
  public static EventEnvelope event(long position, Event body) {
    return EnvelopeSamples.event(position, body);
  }

  /** Like {@link #event(Event)}, without anything that may be absent. */
  public static EventEnvelope minimalEvent(Event body) {
    return EnvelopeSamples.minimal(event(body));
  }

  // Commands

  public static RecordIntent recordIntent() {
    return CommandSamples.recordIntent();
  }

  public static RecordIntent minimalRecordIntent() {
    return CommandSamples.minimalRecordIntent();
  }

  public static RecordOutcome recordOutcome() {
    return CommandSamples.recordOutcome();
  }

  public static RecordOutcome minimalRecordOutcome() {
    return CommandSamples.minimalRecordOutcome();
  }

  public static CancelCall cancelCall() {
    return new CancelCall(CALL_ID, "the user changed their mind");
  }

  public static CancelCall minimalCancelCall() {
    return new CancelCall(CALL_ID, "");
  }

  public static AbandonCall abandonCall() {
    return new AbandonCall(CALL_ID, commandId(0));
  }

  public static AbandonCall minimalAbandonCall() {
    return abandonCall();
  }

  public static RegisterTool registerTool() {
    return new RegisterTool(ControlValueSamples.definition());
  }

  public static RegisterTool minimalRegisterTool() {
    return new RegisterTool(ControlValueSamples.minimalDefinition());
  }

  public static Tick tick() {
    return new Tick();
  }

  public static Tick minimalTick() {
    return tick();
  }

  public static OpenLedger openLedger() {
    return CommandSamples.openLedger();
  }

  public static OpenLedger minimalOpenLedger() {
    return CommandSamples.minimalOpenLedger();
  }

  public static ActivateBehaviour activateBehaviour() {
    return new ActivateBehaviour(2);
  }

  public static ActivateBehaviour minimalActivateBehaviour() {
    return new ActivateBehaviour(1);
  }

  // Events

  public static IntentRecorded intentRecorded() {
    return EventSamples.intentRecorded(recordIntent());
  }

  public static IntentRecorded minimalIntentRecorded() {
    return EventSamples.intentRecorded(minimalRecordIntent());
  }

  /** An ALLOW. */
  public static DecisionMade decisionMade() {
    return decisionMade(Verdict.ALLOW);
  }

  /** A decision of the given verdict, with reasons that lead to it. */
  public static DecisionMade decisionMade(Verdict verdict) {
    return EventSamples.decisionMade(verdict);
  }

  public static DecisionMade minimalDecisionMade() {
    return EventSamples.minimalDecisionMade();
  }

  /** An outcome of the status {@code FAILED}. */
  public static OutcomeRecorded outcomeRecorded() {
    return outcomeRecorded(OutcomeStatus.FAILED);
  }

  /** An outcome of the given status. */
  public static OutcomeRecorded outcomeRecorded(OutcomeStatus status) {
    return EventSamples.outcomeRecorded(recordOutcome(), status);
  }

  public static OutcomeRecorded minimalOutcomeRecorded() {
    return EventSamples.outcomeRecorded(minimalRecordOutcome(), OutcomeStatus.SUCCEEDED);
  }

  public static OutcomeOverdue outcomeOverdue() {
    return new OutcomeOverdue(CALL_ID, SampleIds.time(600_000));
  }

  public static OutcomeOverdue minimalOutcomeOverdue() {
    return outcomeOverdue();
  }

  public static CallCancelled callCancelled() {
    return new CallCancelled(CALL_ID, cancelCall().reason());
  }

  public static CallCancelled minimalCallCancelled() {
    return new CallCancelled(CALL_ID, "");
  }

  public static CallAbandoned callAbandoned() {
    return new CallAbandoned(CALL_ID, commandId(0));
  }

  public static CallAbandoned minimalCallAbandoned() {
    return callAbandoned();
  }

  public static ToolRegistered toolRegistered() {
    return ControlSamples.toolRegistered();
  }

  public static ToolRegistered minimalToolRegistered() {
    return ControlSamples.minimalToolRegistered();
  }

  public static LedgerOpened ledgerOpened() {
    return EventSamples.ledgerOpened(openLedger());
  }

  public static LedgerOpened minimalLedgerOpened() {
    return EventSamples.ledgerOpened(minimalOpenLedger());
  }

  public static BehaviourActivated behaviourActivated() {
    return new BehaviourActivated(2, 1);
  }

  public static BehaviourActivated minimalBehaviourActivated() {
    return behaviourActivated();
  }

  public static CommandRejected commandRejected() {
    return EventSamples.commandRejected();
  }

  public static CommandRejected minimalCommandRejected() {
    return EventSamples.minimalCommandRejected();
  }

  public static CommandFailed commandFailed() {
    return EventSamples.commandFailed();
  }

  public static CommandFailed minimalCommandFailed() {
    return new CommandFailed("QUARANTINED", "", ValueSamples.digest(""));
  }

  /** A finding of the severity {@code HIGH}. */
  public static FindingRaised findingRaised() {
    return findingRaised(Severity.HIGH);
  }

  /** A finding of the given severity. */
  public static FindingRaised findingRaised(Severity severity) {
    return EventSamples.findingRaised(severity);
  }

  /** The end of an approval that ran nothing, in the given state. */
  public static ApprovalClosed approvalClosed(ApprovalState state) {
    return ApprovalSamples.closed(state);
  }

  public static FindingRaised minimalFindingRaised() {
    return new FindingRaised("OUTCOME_CONTRADICTS", Severity.LOW, "", List.of());
  }

  private static <T> List<T> joined(Stream<List<? extends T>> parts) {
    return parts.<T>flatMap(List::stream).toList();
  }
}
