package io.countersign.approvals.avro;

import io.countersign.schemas.avro.AvroBytes;
import io.countersign.schemas.avro.EventCodec;
import io.countersign.schemas.event.EventEnvelope;

/** How large an event is in the record. */
public final class EventSize {
  private EventSize() {}

  /** Bytes of the encoded event; the same on every machine with the same build. */
  public static int of(EventEnvelope event) {
    return AvroBytes.write(EventCodec.toAvro(event)).length;
  }
}
