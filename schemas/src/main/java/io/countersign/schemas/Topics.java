package io.countersign.schemas;

import io.countersign.schemas.Topic.Cleanup;
import io.countersign.schemas.Topic.Format;
import io.countersign.schemas.Topic.Partitioning;
import io.countersign.schemas.Topic.RecordClock;
import io.countersign.schemas.ocsf.OcsfEvent;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Every topic that Countersign writes or reads, in one place. */
public final class Topics {

  /**
   * Compatibility of each Avro subject: readers of any version read records of any other version.
   */
  public static final String COMPATIBILITY = "FULL_TRANSITIVE";

  /** The largest encoded command, in bytes. Ingest refuses or truncates what is larger. */
  public static final int MAX_COMMAND_BYTES = 256 * 1024;

  /** Room for headers, key and batch framing beside the value, in bytes. */
  private static final int OVERHEAD_BYTES = 64 * 1024;

  /**
   * The largest encoded event, in bytes. An event holds what its command holds, and what the engine
   * adds: reasons, rule traces, the envelope. The engine refuses a command that would need more.
   */
  public static final int MAX_EVENT_BYTES = 2 * MAX_COMMAND_BYTES;

  /** The largest encoded alert, in bytes. */
  public static final int MAX_ALERT_BYTES = 256 * 1024;

  /** How long SIEMs may be away; what is older can be written again from the record. */
  private static final Duration SIEM_RETENTION = Duration.ofDays(30);

  private static final Duration COMMAND_RETENTION = Duration.ofDays(90);

  /**
   * What somebody asks of the engine. The broker's append time is the only clock the engine uses.
   */
  public static final Topic COMMANDS =
      new Topic(
          "countersign.commands",
          "tenant",
          "ingest, engine and query",
          Format.AVRO,
          Cleanup.DELETE,
          RecordClock.LOG_APPEND,
          Optional.of(COMMAND_RETENTION),
          MAX_COMMAND_BYTES + OVERHEAD_BYTES,
          Partitioning.PER_LEDGER);

  /**
   * Intents and outcomes of gateways that publish to Kafka themselves; ingest checks, redacts and
   * forwards them.
   */
  public static final Topic INTAKE =
      new Topic(
          "countersign.intake",
          "tenant",
          "gateways that publish to Kafka themselves",
          Format.AVRO,
          Cleanup.DELETE,
          RecordClock.LOG_APPEND,
          // Unredacted: kept only as long as ingest may need to catch up after an outage over a
          // long weekend.
          Optional.of(Duration.ofDays(7)),
          MAX_COMMAND_BYTES + OVERHEAD_BYTES,
          Partitioning.FREE);

  /**
   * The record: every event, once, for ever. A record's timestamp is its event's {@code
   * recordedAt}.
   */
  public static final Topic EVENTS =
      new Topic(
          "countersign.events",
          "tenant",
          "engine only",
          Format.AVRO,
          Cleanup.DELETE,
          RecordClock.CREATE,
          Optional.empty(),
          MAX_EVENT_BYTES + OVERHEAD_BYTES,
          Partitioning.PER_LEDGER);

  /** Open calls and approvals, removed when finished: what the doors hold in memory. */
  public static final Topic CALLS =
      new Topic(
          "countersign.calls",
          "tenant + callId",
          "projections",
          Format.AVRO,
          Cleanup.COMPACT,
          RecordClock.CREATE,
          Optional.empty(),
          MAX_EVENT_BYTES + OVERHEAD_BYTES,
          Partitioning.FREE);

  /**
   * The controls in force: for each the event that last changed it. Removed when it is removed,
   * withdrawn or released.
   */
  public static final Topic CONTROLS =
      new Topic(
          "countersign.controls",
          "tenant + control",
          "projections",
          Format.AVRO,
          Cleanup.COMPACT,
          RecordClock.CREATE,
          Optional.empty(),
          MAX_EVENT_BYTES + OVERHEAD_BYTES,
          Partitioning.FREE);

  /** What each budget node has used in its current window; removed when the next window begins. */
  public static final Topic BUDGETS =
      new Topic(
          "countersign.budgets",
          "tenant + budget + subject + window",
          "projections",
          Format.AVRO,
          Cleanup.COMPACT,
          RecordClock.CREATE,
          Optional.empty(),
          MAX_EVENT_BYTES + OVERHEAD_BYTES,
          Partitioning.FREE);

  /**
   * What somebody should look at: each alert as it stood after each event that changed it. Written
   * in the partition of its ledger where the counts are equal. Kept for ever, because it is also
   * the account of what was told.
   */
  public static final Topic ALERTS =
      new Topic(
          "countersign.alerts",
          "tenant + alert key",
          "projections",
          Format.AVRO,
          Cleanup.DELETE,
          RecordClock.CREATE,
          Optional.empty(),
          MAX_ALERT_BYTES + OVERHEAD_BYTES,
          Partitioning.FREE);

  /**
   * Events and alerts as OCSF, for SIEMs: at least once, in the order of each ledger, copies equal
   * byte for byte.
   */
  public static final Topic SIEM_OCSF =
      new Topic(
          "countersign.siem.ocsf",
          "tenant",
          "projections",
          Format.JSON,
          Cleanup.DELETE,
          RecordClock.CREATE,
          Optional.of(SIEM_RETENTION),
          OcsfEvent.MAX_BYTES + OVERHEAD_BYTES,
          Partitioning.FREE);

  /**
   * Records that a consumer could not decode, with their original bytes. Kept until somebody has
   * looked at them.
   */
  public static final Topic DEAD_LETTERS =
      new Topic(
          "countersign.dead-letters",
          "as in the source",
          "any consumer",
          Format.BYTES,
          Cleanup.DELETE,
          RecordClock.LOG_APPEND,
          Optional.empty(),
          // Larger than any source, because reason headers join the original record.
          MAX_EVENT_BYTES + 2 * OVERHEAD_BYTES,
          Partitioning.FREE);

  /** All topics, in the order in which a call passes them. */
  public static final List<Topic> ALL =
      List.of(INTAKE, COMMANDS, EVENTS, CALLS, CONTROLS, BUDGETS, ALERTS, SIEM_OCSF, DEAD_LETTERS);

  private Topics() {}
}
