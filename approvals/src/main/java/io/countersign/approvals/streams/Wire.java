package io.countersign.approvals.streams;

import io.countersign.schemas.command.CommandEnvelope;
import io.countersign.schemas.event.EventEnvelope;

/**
 * Bytes of records to commands and events. Two exist: with the registry for a cluster, and without
 * for the topology's test.
 */
interface Wire {
  /**
   * Reads a command.
   *
   * @throws IllegalArgumentException when the bytes are no command; any other exception is a fault
   *     and worth another try
   */
  CommandEnvelope command(byte[] value);

  /** Writes an event. */
  byte[] event(EventEnvelope event);
}
