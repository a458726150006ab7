package io.countersign.testkit;

import io.countersign.schemas.call.Amounts;
import io.countersign.schemas.call.OutcomeStatus;
import io.countersign.schemas.command.OpenLedger;
import io.countersign.schemas.command.RecordIntent;
import io.countersign.schemas.command.RecordOutcome;
import java.util.List;

/** The larger commands; the others are one line each in {@link Samples}. */
final class CommandSamples {
  private CommandSamples() {}

  static RecordIntent recordIntent() {
    return new RecordIntent(
        Samples.CALL_ID,
        Samples.RUN_ID,
        "prod",
        ValueSamples.actor(),
        ValueSamples.tool(),
        ValueSamples.arguments(),
        ValueSamples.ACTION_DIGEST,
        List.of("ticket:T-17"),
        ValueSamples.context(),
        ValueSamples.USAGE,
        ValueSamples.preview(),
        "reopen the ticket",
        "get_ticket T-17",
        ValueSamples.reported(),
        ValueSamples.textRedactions());
  }

  static RecordIntent minimalRecordIntent() {
    return new RecordIntent(
        Samples.CALL_ID,
        null,
        null,
        ValueSamples.NOBODY,
        ValueSamples.unversionedTool(),
        ValueSamples.EMPTY_JSON,
        ValueSamples.ACTION_DIGEST,
        List.of(),
        ValueSamples.NO_CONTEXT,
        Amounts.ONE_CALL,
        null,
        null,
        null,
        null,
        List.of());
  }

  static RecordOutcome recordOutcome() {
    return new RecordOutcome(
        Samples.CALL_ID,
        OutcomeStatus.FAILED,
        "TicketLocked",
        ValueSamples.result(),
        ValueSamples.digest("the exact result"),
        List.of("ticket:T-17"),
        41,
        ValueSamples.USAGE,
        ValueSamples.ACTION_DIGEST,
        ApprovalSamples.CLAIM_ID);
  }

  static RecordOutcome minimalRecordOutcome() {
    return new RecordOutcome(
        Samples.CALL_ID,
        OutcomeStatus.SUCCEEDED,
        null,
        null,
        null,
        List.of(),
        0,
        Amounts.ONE_CALL,
        null,
        null);
  }

  static OpenLedger openLedger() {
    return new OpenLedger(
        "MkU3OEVBNTcwNTJENDM2Qg",
        "s6yKdWq1RHiv1hXW0Fz3Nw",
        "b1vJq0QzT5uWm2nX4yPc7A",
        4,
        2,
        "1/4711/" + ValueSamples.digest("the head of generation 1"),
        ValueSamples.SETTINGS);
  }

  static OpenLedger minimalOpenLedger() {
    return new OpenLedger(
        "MkU3OEVBNTcwNTJENDM2Qg",
        "s6yKdWq1RHiv1hXW0Fz3Nw",
        "b1vJq0QzT5uWm2nX4yPc7A",
        1,
        1,
        null,
        ValueSamples.SETTINGS);
  }
}
