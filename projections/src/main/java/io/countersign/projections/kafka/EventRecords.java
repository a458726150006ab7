package io.countersign.projections.kafka;

import io.countersign.projections.document.Version;
import io.countersign.projections.kafka.FollowerSettings.TopicNames;
import io.countersign.schemas.Topic;
import io.countersign.schemas.Topics;
import io.countersign.schemas.avro.AvroSchemas;
import io.countersign.schemas.avro.kafka.LogFormats;
import io.countersign.schemas.avro.kafka.UndecodableRecord;
import io.countersign.schemas.document.BudgetSnapshot;
import io.countersign.schemas.document.CallSnapshot;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.schemas.registry.RegistryRefused;
import io.countersign.schemas.registry.RegistryUnavailable;
import io.countersign.schemas.registry.SchemaRegistry;
import java.util.HashSet;
import java.util.Set;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/** Records in the Confluent wire format, with their schemas in the registry. */
final class EventRecords implements AutoCloseable {
  private final SchemaRegistry registry;
  private final Deserializer<EventEnvelope> deserializer;
  private final Serializer<CallSnapshot> calls;
  private final Serializer<BudgetSnapshot> budgets;
  private final Serializer<EventEnvelope> controls;
  private final TopicNames topics;
  private final Set<String> registered = new HashSet<>();

  EventRecords(SchemaRegistry registry, TopicNames topics) {
    LogFormats formats = new LogFormats(registry);
    this.registry = registry;
    this.deserializer = formats.eventDeserializer();
    this.calls = formats.snapshotSerializer();
    this.budgets = formats.budgetSerializer();
    this.controls = formats.eventSerializer();
    this.topics = topics;
  }

  /** Reads the value of a record of {@code countersign.events}. */
  EventEnvelope read(String topic, byte @Nullable [] value) throws Undecodable, Away {
    EventEnvelope event = read(deserializer, topic, value);
    try {
      // refused here, because a document of it could not be made either
      Version.of(event);
    } catch (IllegalArgumentException e) {
      throw new Undecodable("INVALID_VALUE", e);
    }
    return event;
  }

  /** Reads a value, and tells bytes that never will be one from a registry that is away. */
  static <T> T read(Deserializer<T> values, String topic, byte @Nullable [] value)
      throws Undecodable, Away {
    if (value == null) {
      throw new Undecodable("NO_VALUE", new IllegalArgumentException("no value"));
    }
    try {
      return values.deserialize(topic, value);
    } catch (UndecodableRecord e) {
      throw new Undecodable(e.reason().name(), e);
    } catch (RegistryUnavailable | RegistryRefused e) {
      throw new Away("Expected the schema registry to give a schema, but: " + e.getMessage(), e);
    } catch (IllegalArgumentException e) {
      throw new Undecodable("INVALID_VALUE", e);
    }
  }

  /** Writes the value of a record of {@code countersign.calls}. */
  byte[] call(CallSnapshot snapshot) throws Away {
    return write(calls, Topics.CALLS, topics.calls(), snapshot);
  }

  /** Writes the value of a record of {@code countersign.budgets}. */
  byte[] budget(BudgetSnapshot snapshot) throws Away {
    return write(budgets, Topics.BUDGETS, topics.budgets(), snapshot);
  }

  /** Writes the value of a record of {@code countersign.controls}. */
  byte[] control(EventEnvelope change) throws Away {
    return write(controls, Topics.CONTROLS, topics.controls(), change);
  }

  private <T> byte[] write(Serializer<T> serializer, Topic like, String topic, T value)
      throws Away {
    try {
      if (!registered.contains(topic)) {
        registry.ensure(topic + "-value", Topics.COMPATIBILITY, AvroSchemas.textOf(like));
        registered.add(topic);
      }
      return serializer.serialize(topic, value);
    } catch (RegistryUnavailable | RegistryRefused e) {
      throw new Away("Expected the schema registry to know a schema, but: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    registry.close();
  }
}
