package io.countersign.schemas.avro.kafka;

import io.countersign.schemas.alert.Alert;
import io.countersign.schemas.avro.AvroSchemas;
import io.countersign.schemas.avro.CommandCodec;
import io.countersign.schemas.avro.DocumentCodec;
import io.countersign.schemas.avro.EventCodec;
import io.countersign.schemas.command.CommandEnvelope;
import io.countersign.schemas.document.BudgetSnapshot;
import io.countersign.schemas.document.CallSnapshot;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.schemas.intake.IntakeReport;
import io.countersign.schemas.registry.SchemaRegistry;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Makes the serializers of our own records. Underneath works a serializer of Avro generic records
 * whose class is a configuration value, so an operator may put Confluent's on the class path and
 * name it.
 */
public final class LogFormats {
  /** Configuration key: class of the serializer of {@link GenericRecord}s. */
  public static final String SERIALIZER = "countersign.avro.serializer";

  /** Configuration key: class of the deserializer of {@link GenericRecord}s. */
  public static final String DESERIALIZER = "countersign.avro.deserializer";

  private final Supplier<Serializer<GenericRecord>> serializers;
  private final Function<Schema, Deserializer<GenericRecord>> deserializers;

  /**
   * @param configuration what the serializers are configured with, {@code schema.registry.url}
   *     first of all; {@link #SERIALIZER} and {@link #DESERIALIZER} when they are not ours
   */
  public LogFormats(Map<String, ?> configuration) {
    Map<String, Object> copy = Map.copyOf(configuration);
    this.serializers = () -> serializer(copy);
    this.deserializers = reader -> deserializer(copy, reader);
  }

  /** Formats of our own that share one registry client, and what it remembers. */
  public LogFormats(SchemaRegistry registry) {
    this.serializers = () -> new RegistryAvroSerializer(registry);
    this.deserializers = reader -> new RegistryAvroDeserializer(registry, Optional.of(reader));
  }

  /** Writes values of {@code countersign.commands}. */
  public Serializer<CommandEnvelope> commandSerializer() {
    return new TypedSerializer<>(serializers.get(), CommandCodec::toAvro);
  }

  /**
   * Reads values of {@code countersign.commands}; throws {@link UndecodableRecord} for what is
   * none.
   */
  public Deserializer<CommandEnvelope> commandDeserializer() {
    return new TypedDeserializer<>(
        deserializers.apply(AvroSchemas.COMMAND), CommandCodec::fromAvro);
  }

  /** Writes values of {@code countersign.events} and {@code countersign.controls}. */
  public Serializer<EventEnvelope> eventSerializer() {
    return new TypedSerializer<>(serializers.get(), EventCodec::toAvro);
  }

  /**
   * Reads values of {@code countersign.events} and {@code countersign.controls}; throws {@link
   * UndecodableRecord} for what is none.
   */
  public Deserializer<EventEnvelope> eventDeserializer() {
    return new TypedDeserializer<>(deserializers.apply(AvroSchemas.EVENT), EventCodec::fromAvro);
  }

  /** Writes values of {@code countersign.calls}. */
  public Serializer<CallSnapshot> snapshotSerializer() {
    return new TypedSerializer<>(serializers.get(), DocumentCodec::toAvro);
  }

  /**
   * Reads values of {@code countersign.calls}; throws {@link UndecodableRecord} for what is none.
   */
  public Deserializer<CallSnapshot> snapshotDeserializer() {
    return new TypedDeserializer<>(
        deserializers.apply(AvroSchemas.CALL_SNAPSHOT), DocumentCodec::snapshot);
  }

  /** Writes values of {@code countersign.budgets}. */
  public Serializer<BudgetSnapshot> budgetSerializer() {
    return new TypedSerializer<>(serializers.get(), DocumentCodec::toAvro);
  }

  /**
   * Reads values of {@code countersign.budgets}; throws {@link UndecodableRecord} for what is none.
   */
  public Deserializer<BudgetSnapshot> budgetDeserializer() {
    return new TypedDeserializer<>(
        deserializers.apply(AvroSchemas.BUDGET_SNAPSHOT), DocumentCodec::budget);
  }

  /** Writes values of {@code countersign.alerts}. */
  public Serializer<Alert> alertSerializer() {
    return new TypedSerializer<>(serializers.get(), DocumentCodec::toAvro);
  }

  /**
   * Reads values of {@code countersign.alerts}; throws {@link UndecodableRecord} for what is none.
   */
  public Deserializer<Alert> alertDeserializer() {
    return new TypedDeserializer<>(deserializers.apply(AvroSchemas.ALERT), DocumentCodec::alert);
  }

  /** Writes values of {@code countersign.intake}. */
  public Serializer<IntakeReport> reportSerializer() {
    return new TypedSerializer<>(serializers.get(), DocumentCodec::toAvro);
  }

  /**
   * Reads values of {@code countersign.intake}; throws {@link UndecodableRecord} for what is none.
   */
  public Deserializer<IntakeReport> reportDeserializer() {
    return new TypedDeserializer<>(
        deserializers.apply(AvroSchemas.INTAKE_REPORT), DocumentCodec::report);
  }

  private static Serializer<GenericRecord> serializer(Map<String, Object> configuration) {
    Serializer<?> named =
        make(configuration, Serializer.class, SERIALIZER, RegistryAvroSerializer.class.getName());
    @SuppressWarnings("unchecked") // a class for other values fails on its first record
    Serializer<GenericRecord> serializer = (Serializer<GenericRecord>) named;
    serializer.configure(configuration, false);
    return serializer;
  }

  private static Deserializer<GenericRecord> deserializer(
      Map<String, Object> configuration, Schema reader) {
    Deserializer<?> named =
        make(
            configuration,
            Deserializer.class,
            DESERIALIZER,
            RegistryAvroDeserializer.class.getName());
    @SuppressWarnings("unchecked") // a class for other values fails on its first record
    Deserializer<GenericRecord> deserializer = (Deserializer<GenericRecord>) named;
    Map<String, Object> withReader = new HashMap<>(configuration);
    withReader.put(RegistryConfig.READER_SCHEMA, reader);
    deserializer.configure(withReader, false);
    return deserializer;
  }

  private static <T> T make(
      Map<String, Object> configuration, Class<T> type, String key, String ours) {
    String name = configuration.getOrDefault(key, ours).toString();
    try {
      return type.cast(Class.forName(name).getConstructor().newInstance());
    } catch (ReflectiveOperationException | ClassCastException e) {
      throw new IllegalArgumentException(
          "Expected %s to name a %s with a public constructor without arguments, but %s is none"
              .formatted(key, type.getSimpleName(), name),
          e);
    }
  }

  private record TypedSerializer<T>(
      Serializer<GenericRecord> records, Function<T, GenericRecord> toAvro)
      implements Serializer<T> {
    @Override
    public byte[] serialize(String topic, T value) {
      return Objects.requireNonNull(records.serialize(topic, toAvro.apply(value)));
    }

    @Override
    public void close() {
      records.close();
    }
  }

  private record TypedDeserializer<T>(
      Deserializer<GenericRecord> records, Function<GenericRecord, T> fromAvro)
      implements Deserializer<T> {
    @Override
    public T deserialize(String topic, byte[] bytes) {
      GenericRecord record = records.deserialize(topic, bytes);
      if (record == null) {
        throw new UndecodableRecord(
            UndecodableRecord.Reason.TOO_SHORT,
            "Expected a record of %s, but it has no value".formatted(topic));
      }
      try {
        return fromAvro.apply(record);
      } catch (IllegalArgumentException e) {
        throw new UndecodableRecord(
            UndecodableRecord.Reason.BAD_PAYLOAD,
            "Expected a valid record of %s, but: %s".formatted(topic, e.getMessage()),
            e);
      }
    }

    @Override
    public void close() {
      records.close();
    }
  }
}
