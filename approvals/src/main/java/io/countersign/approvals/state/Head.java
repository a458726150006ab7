package io.countersign.approvals.state;

import io.countersign.schemas.call.LedgerSettings;
import java.time.Instant;

/**
 * Where a ledger stands.
 *
 * @param ledger partition number
 * @param generation generation of the ledger, from 1
 * @param clusterId Kafka cluster that it was opened on
 * @param commandsTopicId topic id of the commands it was opened on
 * @param eventsTopicId topic id of the events it was opened on
 * @param partitions partition count it was opened with
 * @param position position of the next event
 * @param now latest log time that was accepted; never goes back
 * @param horizon ids with a time before this are refused, because they may have been forgotten
 * @param remembered how many finished calls and answered commands are remembered
 * @param settings what the ledger pinned, with the behaviour level in force
 */
public record Head(
    int ledger,
    int generation,
    String clusterId,
    String commandsTopicId,
    String eventsTopicId,
    int partitions,
    long position,
    Instant now,
    Instant horizon,
    long remembered,
    LedgerSettings settings) {

  /** This head after one more event at {@code recordedAt}. */
  public Head after(Instant recordedAt) {
    return new Head(
        ledger,
        generation,
        clusterId,
        commandsTopicId,
        eventsTopicId,
        partitions,
        position + 1,
        recordedAt,
        horizon,
        remembered,
        settings);
  }

  /** This head remembering {@code count} entries, with ids before {@code newHorizon} refused. */
  public Head remembering(long count, Instant newHorizon) {
    return new Head(
        ledger,
        generation,
        clusterId,
        commandsTopicId,
        eventsTopicId,
        partitions,
        position,
        now,
        newHorizon,
        count,
        settings);
  }

  /** This head with another behaviour level. */
  public Head atLevel(int level) {
    LedgerSettings raised =
        new LedgerSettings(
            level,
            settings.allowValidMillis(),
            settings.outcomeDueMillis(),
            settings.rememberMillis(),
            settings.rememberMost());
    return new Head(
        ledger,
        generation,
        clusterId,
        commandsTopicId,
        eventsTopicId,
        partitions,
        position,
        now,
        horizon,
        remembered,
        raised);
  }
}
