package io.countersign.projections.alert.streams;

import io.countersign.schemas.alert.Alert;
import io.countersign.schemas.event.EventEnvelope;

/**
 * Bytes of records to events and of alerts to records. Two exist: with the registry for a cluster,
 * and without for the topology's test.
 */
interface Wire {
  /**
   * Reads an event.
   *
   * @throws IllegalArgumentException when the bytes are no event; any other exception is a fault
   *     and worth another try
   */
  EventEnvelope event(byte[] value);

  /** Writes an alert. */
  byte[] alert(Alert alert);
}
