package io.countersign.schemas.command;

import io.countersign.schemas.call.LedgerSettings;
import org.jspecify.annotations.Nullable;

/**
 * The first command of a ledger: pins what it is and where it lives.
 *
 * @param clusterId id of the Kafka cluster
 * @param commandsTopicId topic id of {@code countersign.commands}
 * @param eventsTopicId topic id of {@code countersign.events}
 * @param partitions partition count of both
 * @param generation generation of the ledger, from 1
 * @param previousHead head of the generation before, when there was one
 * @param settings what the ledger pins
 */
public record OpenLedger(
    String clusterId,
    String commandsTopicId,
    String eventsTopicId,
    int partitions,
    int generation,
    @Nullable String previousHead,
    LedgerSettings settings)
    implements Command {
  public OpenLedger {
    if (partitions < 1 || generation < 1) {
      throw new IllegalArgumentException(
          "Expected partitions and generation of 1 or more, but was %d and %d"
              .formatted(partitions, generation));
    }
  }
}
