package io.countersign.projections.alert.streams;

import io.countersign.schemas.Topics;
import io.countersign.schemas.alert.Alert;
import io.countersign.schemas.avro.kafka.LogFormats;
import io.countersign.schemas.avro.kafka.UndecodableRecord;
import io.countersign.schemas.event.EventEnvelope;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;

/** Reads and writes records with the schema registry. Used by one stream thread. */
final class RegistryWire implements Wire {
  private final Deserializer<EventEnvelope> events;
  private final Serializer<Alert> alerts;

  RegistryWire(LogFormats formats) {
    this.events = formats.eventDeserializer();
    this.alerts = formats.alertSerializer();
  }

  @Override
  public EventEnvelope event(byte[] value) {
    try {
      return events.deserialize(Topics.EVENTS.name(), value);
    } catch (UndecodableRecord e) {
      throw new IllegalArgumentException("Expected an event, but the record is none", e);
    }
  }

  @Override
  public byte[] alert(Alert alert) {
    return alerts.serialize(Topics.ALERTS.name(), alert);
  }
}
