package io.countersign.projections.kafka;

import io.countersign.projections.document.Version;
import io.countersign.schemas.Topics;
import io.countersign.schemas.avro.AvroSchemas;
import io.countersign.schemas.avro.DocumentCodec;
import io.countersign.schemas.avro.EventCodec;
import io.countersign.schemas.avro.kafka.RegistryAvroDeserializer;
import io.countersign.schemas.avro.kafka.RegistryAvroSerializer;
import io.countersign.schemas.avro.kafka.UndecodableRecord;
import io.countersign.schemas.document.CallSnapshot;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.schemas.registry.RegistryRefused;
import io.countersign.schemas.registry.RegistryUnavailable;
import io.countersign.schemas.registry.SchemaRegistry;
import java.util.Optional;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/** Records in the Confluent wire format, with their schemas in the registry. */
final class AvroEventRecords implements AutoCloseable {
  private final SchemaRegistry registry;
  private final RegistryAvroDeserializer deserializer;
  private final RegistryAvroSerializer serializer;
  private final String callsTopic;
  private boolean registered;

  AvroEventRecords(SchemaRegistry registry, String callsTopic) {
    this.registry = registry;
    this.deserializer = new RegistryAvroDeserializer(registry, Optional.of(AvroSchemas.EVENT));
    this.serializer = new RegistryAvroSerializer(registry);
    this.callsTopic = callsTopic;
  }

  /** Reads the value of a record of {@code countersign.events}. */
  EventEnvelope read(String topic, byte @Nullable [] value) throws Undecodable, Away {
    GenericRecord record;
    try {
      record = deserializer.deserialize(topic, value);
    } catch (UndecodableRecord e) {
      throw new Undecodable(e.reason().name(), e);
    } catch (RegistryUnavailable | RegistryRefused e) {
      throw new Away("Expected the schema registry to give a schema, but: " + e.getMessage(), e);
    }
    if (record == null) {
      throw new Undecodable("NO_VALUE", new IllegalArgumentException("no value"));
    }
    try {
      EventEnvelope event = EventCodec.fromAvro(record);
      // refused here, because a document of it could not be made either
      Version.of(event);
      return event;
    } catch (IllegalArgumentException e) {
      throw new Undecodable("INVALID_VALUE", e);
    }
  }

  /** Writes the value of a record of {@code countersign.calls}. */
  byte[] write(CallSnapshot snapshot) throws Away {
    try {
      if (!registered) {
        registry.ensure(
            callsTopic + "-value", Topics.COMPATIBILITY, AvroSchemas.CALL_SNAPSHOT.toString());
        registered = true;
      }
      byte[] value = serializer.serialize(callsTopic, DocumentCodec.toAvro(snapshot));
      if (value == null) {
        throw new IllegalStateException("Expected bytes of a snapshot, but there are none");
      }
      return value;
    } catch (RegistryUnavailable | RegistryRefused e) {
      throw new Away("Expected the schema registry to know a schema, but: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    registry.close();
  }
}
