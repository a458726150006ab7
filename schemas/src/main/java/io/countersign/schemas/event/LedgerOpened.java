package io.countersign.schemas.event;

import io.countersign.schemas.call.LedgerSettings;
import org.jspecify.annotations.Nullable;

/**
 * The genesis of a ledger, always at position 0.
 *
 * @param clusterId id of the Kafka cluster
 * @param commandsTopicId topic id of {@code countersign.commands}
 * @param eventsTopicId topic id of {@code countersign.events}
 * @param partitions partition count of both
 * @param generation generation of the ledger, from 1
 * @param previousHead head of the generation before, when there was one
 * @param settings what the ledger pins
 */
public record LedgerOpened(
    String clusterId,
    String commandsTopicId,
    String eventsTopicId,
    int partitions,
    int generation,
    @Nullable String previousHead,
    LedgerSettings settings)
    implements Event {
  public LedgerOpened {
    if (partitions < 1 || generation < 1) {
      throw new IllegalArgumentException(
          "Expected partitions and generation of 1 or more, but was %d and %d"
              .formatted(partitions, generation));
    }
  }

  @Override
  public EventCode code() {
    return EventCode.CS8000I;
  }
}
