package io.countersign.approvals.streams;

import io.countersign.schemas.Topics;
import io.countersign.schemas.avro.kafka.LogFormats;
import io.countersign.schemas.avro.kafka.UndecodableRecord;
import io.countersign.schemas.command.CommandEnvelope;
import io.countersign.schemas.event.EventEnvelope;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;

/** Reads and writes records with the schema registry. Used by one stream thread. */
final class RegistryWire implements Wire {
  private final Deserializer<CommandEnvelope> commands;
  private final Serializer<EventEnvelope> events;

  RegistryWire(LogFormats formats) {
    this.commands = formats.commandDeserializer();
    this.events = formats.eventSerializer();
  }

  @Override
  public CommandEnvelope command(byte[] value) {
    try {
      return commands.deserialize(Topics.COMMANDS.name(), value);
    } catch (UndecodableRecord e) {
      throw new IllegalArgumentException("Expected a command, but the record is none", e);
    }
  }

  @Override
  public byte[] event(EventEnvelope event) {
    return events.serialize(Topics.EVENTS.name(), event);
  }
}
