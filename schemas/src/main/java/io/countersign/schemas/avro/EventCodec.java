package io.countersign.schemas.avro;

import io.countersign.schemas.event.Event;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.schemas.event.Unknown;
import org.apache.avro.generic.GenericRecord;

/** Events to Avro and back. Equal events give equal bytes. */
public final class EventCodec {
  private static final RecordMapper<EventEnvelope> MAPPER =
      RecordMapper.ofEnvelope(
          EventEnvelope.class,
          AvroSchemas.EVENT,
          new BodyMapper<Event>(AvroSchemas.EVENT, Event.KINDS, Unknown::new));

  private EventCodec() {}

  /** Writes an event as a record of {@link AvroSchemas#EVENT}. */
  public static GenericRecord toAvro(EventEnvelope event) {
    return MAPPER.toAvro(event);
  }

  /**
   * Reads a record of {@link AvroSchemas#EVENT}. An event of a kind that this build does not know
   * comes back as {@link Unknown}.
   *
   * @throws IllegalArgumentException when a value is absent or out of its limits
   */
  public static EventEnvelope fromAvro(GenericRecord record) {
    return MAPPER.fromAvro(record);
  }
}
