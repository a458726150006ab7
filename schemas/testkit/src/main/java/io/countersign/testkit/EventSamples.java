package io.countersign.testkit;

import io.countersign.schemas.call.CheckResult;
import io.countersign.schemas.call.OutcomeStatus;
import io.countersign.schemas.call.Reason;
import io.countersign.schemas.call.Risk;
import io.countersign.schemas.call.Severity;
import io.countersign.schemas.call.StandingAnswer;
import io.countersign.schemas.call.Verdict;
import io.countersign.schemas.command.OpenLedger;
import io.countersign.schemas.command.RecordIntent;
import io.countersign.schemas.command.RecordOutcome;
import io.countersign.schemas.control.Gate;
import io.countersign.schemas.event.CommandFailed;
import io.countersign.schemas.event.CommandRejected;
import io.countersign.schemas.event.DecisionMade;
import io.countersign.schemas.event.FindingRaised;
import io.countersign.schemas.event.IntentRecorded;
import io.countersign.schemas.event.LedgerOpened;
import io.countersign.schemas.event.OutcomeRecorded;
import java.util.List;

/** The larger events; those that repeat a command are made from its sample. */
final class EventSamples {
  private EventSamples() {}

  static IntentRecorded intentRecorded(RecordIntent of) {
    return new IntentRecorded(
        of.callId(),
        of.runId(),
        of.environment(),
        of.actor(),
        of.tool(),
        of.arguments(),
        of.actionDigest(),
        of.resources(),
        of.context(),
        of.bound(),
        of.preview(),
        of.rollback(),
        of.readBack(),
        of.reported(),
        of.redactions(),
        false);
  }

  static DecisionMade decisionMade(Verdict verdict) {
    boolean allowed = verdict == Verdict.ALLOW;
    return new DecisionMade(
        Samples.CALL_ID,
        verdict,
        reasons(verdict),
        ValueSamples.ACTION_DIGEST,
        ValueSamples.digest("who asked"),
        ValueSamples.tool(),
        "prod",
        allowed ? Risk.READ : Risk.WRITE,
        Gate.WRITES_WITH_APPROVAL,
        ControlValueSamples.rules(),
        verdict == Verdict.ASK ? ControlValueSamples.approval() : null,
        allowed ? ControlValueSamples.holds() : null,
        Samples.GATEWAY,
        allowed ? SampleIds.time(60_000) : null,
        allowed ? SampleIds.time(600_000) : null,
        1);
  }

  private static List<Reason> reasons(Verdict verdict) {
    return switch (verdict) {
      case ALLOW -> ValueSamples.passed();
      case DENY -> ValueSamples.ended(CheckResult.FAILED, "TOOL_UNKNOWN");
      case ASK -> ValueSamples.ended(CheckResult.ASKED, "APPROVAL_NEEDED");
    };
  }

  static DecisionMade minimalDecisionMade() {
    return new DecisionMade(
        Samples.CALL_ID,
        Verdict.DENY,
        List.of(),
        ValueSamples.ACTION_DIGEST,
        ValueSamples.digest("who asked"),
        ValueSamples.unversionedTool(),
        null,
        null,
        null,
        List.of(),
        null,
        null,
        Samples.GATEWAY,
        null,
        null,
        1);
  }

  static OutcomeRecorded outcomeRecorded(RecordOutcome of, OutcomeStatus status) {
    return new OutcomeRecorded(
        of.callId(),
        status,
        of.errorClass(),
        of.result(),
        of.resultDigest(),
        of.resources(),
        of.durationMillis(),
        of.usage(),
        of.actionDigest(),
        of.claimId());
  }

  static LedgerOpened ledgerOpened(OpenLedger of) {
    return new LedgerOpened(
        of.clusterId(),
        of.commandsTopicId(),
        of.eventsTopicId(),
        of.partitions(),
        of.generation(),
        of.previousHead(),
        of.settings());
  }

  static CommandRejected commandRejected() {
    return new CommandRejected(
        "RecordIntent",
        "DUPLICATE_COMMAND",
        "Expected a new command id, but this one was handled at position 1",
        new StandingAnswer(
            Samples.eventId(1),
            1,
            SampleIds.time(1),
            Verdict.ALLOW,
            ValueSamples.passed(),
            ValueSamples.ACTION_DIGEST,
            SampleIds.time(60_000),
            Samples.CALL_ID,
            ApprovalSamples.minimalProgress()));
  }

  static CommandRejected minimalCommandRejected() {
    return new CommandRejected(
        "RecordOutcome", "CALL_UNKNOWN", "Expected a call that was asked for, but it is not", null);
  }

  static CommandFailed commandFailed() {
    return new CommandFailed(
        "UNDECODABLE",
        "Expected a record of CommandEnvelope, but the bytes are none",
        ValueSamples.digest("the bytes"));
  }

  static FindingRaised findingRaised(Severity severity) {
    return new FindingRaised(
        severity == Severity.HIGH ? "OUTCOME_WITHOUT_ALLOW" : "OUTCOME_CONTRADICTS",
        severity,
        severity == Severity.HIGH
            ? "Expected an allowed call, but the tool ran after a denial"
            : "Expected the outcome that was reported first, but another came",
        List.of(Samples.eventId(1), Samples.eventId(2)));
  }
}
