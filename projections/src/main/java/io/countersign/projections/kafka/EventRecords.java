package io.countersign.projections.kafka;

import io.countersign.projections.document.Version;
import io.countersign.schemas.Topics;
import io.countersign.schemas.avro.AvroSchemas;
import io.countersign.schemas.avro.kafka.LogFormats;
import io.countersign.schemas.avro.kafka.UndecodableRecord;
import io.countersign.schemas.document.CallSnapshot;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.schemas.registry.RegistryRefused;
import io.countersign.schemas.registry.RegistryUnavailable;
import io.countersign.schemas.registry.SchemaRegistry;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/** Records in the Confluent wire format, with their schemas in the registry. */
final class EventRecords implements AutoCloseable {
  private final SchemaRegistry registry;
  private final Deserializer<EventEnvelope> deserializer;
  private final Serializer<CallSnapshot> serializer;
  private final String callsTopic;
  private boolean registered;

  EventRecords(SchemaRegistry registry, String callsTopic) {
    LogFormats formats = new LogFormats(registry);
    this.registry = registry;
    this.deserializer = formats.eventDeserializer();
    this.serializer = formats.snapshotSerializer();
    this.callsTopic = callsTopic;
  }

  /** Reads the value of a record of {@code countersign.events}. */
  EventEnvelope read(String topic, byte @Nullable [] value) throws Undecodable, Away {
    if (value == null) {
      throw new Undecodable("NO_VALUE", new IllegalArgumentException("no value"));
    }
    try {
      EventEnvelope event = deserializer.deserialize(topic, value);
      // refused here, because a document of it could not be made either
      Version.of(event);
      return event;
    } catch (UndecodableRecord e) {
      throw new Undecodable(e.reason().name(), e);
    } catch (RegistryUnavailable | RegistryRefused e) {
      throw new Away("Expected the schema registry to give a schema, but: " + e.getMessage(), e);
    } catch (IllegalArgumentException e) {
      throw new Undecodable("INVALID_VALUE", e);
    }
  }

  /** Writes the value of a record of {@code countersign.calls}. */
  byte[] write(CallSnapshot snapshot) throws Away {
    try {
      if (!registered) {
        registry.ensure(
            callsTopic + "-value", Topics.COMPATIBILITY, AvroSchemas.textOf(Topics.CALLS));
        registered = true;
      }
      return serializer.serialize(callsTopic, snapshot);
    } catch (RegistryUnavailable | RegistryRefused e) {
      throw new Away("Expected the schema registry to know a schema, but: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    registry.close();
  }
}
