package io.countersign.schemas.avro.kafka;

import io.countersign.schemas.registry.SchemaRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Writes Avro records in the Confluent wire format. The same record gives the same bytes: schemas
 * with maps, whose order nobody promises, are refused. Reads {@link RegistryConfig}, whose names
 * are Confluent's, so that {@code io.confluent.kafka.serializers.KafkaAvroSerializer} can be
 * configured in its place. Safe for several threads.
 *
 * <p>Throws {@link io.countersign.schemas.registry.RegistryUnavailable} and {@link
 * io.countersign.schemas.registry.RegistryRefused} as the registry does, and only for a schema it
 * meets for the first time.
 */
public final class RegistryAvroSerializer implements Serializer<GenericRecord> {

  /** A producer that writes more schemas than this makes them up as it goes. */
  private static final int MAX_SCHEMAS = 1000;

  private final Map<SubjectSchema, Integer> ids = new ConcurrentHashMap<>();
  private @Nullable SchemaRegistry registry;
  private final boolean closesRegistry;
  private boolean autoRegister;
  private boolean isKey;

  /** Cheap to compare: Avro compares identity first and keeps a schema's hash. */
  private record SubjectSchema(String subject, Schema schema) {}

  /** For Kafka, which calls {@link #configure} next. */
  public RegistryAvroSerializer() {
    this.closesRegistry = true;
  }

  /** For callers that share one registry client; it stays theirs to close. */
  public RegistryAvroSerializer(SchemaRegistry registry) {
    this.registry = registry;
    this.closesRegistry = false;
  }

  @Override
  public void configure(Map<String, ?> configs, boolean isKey) {
    this.isKey = isKey;
    this.autoRegister = RegistryConfig.autoRegister(configs);
    if (registry == null) {
      registry = RegistryConfig.registry(configs);
    }
  }

  @Override
  // Kafka's interface is not annotated; a tombstone is null in and null out.
  public byte @Nullable [] serialize(String topic, @Nullable GenericRecord record) {
    if (record == null) {
      return null;
    }
    int id = id(topic + (isKey ? "-key" : "-value"), record.getSchema());
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    bytes.writeBytes(ByteBuffer.allocate(ConfluentWire.HEADER_BYTES).putInt(1, id).array());
    BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
    try {
      new GenericDatumWriter<GenericRecord>(record.getSchema()).write(record, encoder);
      encoder.flush();
    } catch (IOException | AvroRuntimeException | ClassCastException | NullPointerException e) {
      // Without the cause's message, which may repeat a value of the record.
      throw new SerializationException(
          "Expected a record that fits its schema "
              + record.getSchema().getFullName()
              + ", but was not ("
              + e.getClass().getSimpleName()
              + ")",
          e);
    }
    return bytes.toByteArray();
  }

  private int id(String subject, Schema schema) {
    SubjectSchema key = new SubjectSchema(subject, schema);
    Integer known = ids.get(key);
    if (known != null) {
      return known;
    }
    if (registry == null) {
      throw new ConfigException(
          "Expected configure() before the first record, but it was not called");
    }
    requireNoMaps(schema, new HashSet<>());
    String text = schema.toString();
    int id = autoRegister ? registry.register(subject, text) : registry.idOf(subject, text);
    if (ids.size() >= MAX_SCHEMAS) {
      ids.clear();
    }
    ids.put(key, id);
    return id;
  }

  private static void requireNoMaps(Schema schema, Set<String> seen) {
    switch (schema.getType()) {
      case MAP ->
          throw new SerializationException(
              "Expected a schema without maps, because their bytes are not deterministic, but was one: use an array of key and value");
      case RECORD -> {
        if (seen.add(schema.getFullName())) {
          schema.getFields().forEach(field -> requireNoMaps(field.schema(), seen));
        }
      }
      case ARRAY -> requireNoMaps(schema.getElementType(), seen);
      case UNION -> schema.getTypes().forEach(type -> requireNoMaps(type, seen));
      case ENUM, FIXED, STRING, BYTES, INT, LONG, FLOAT, DOUBLE, BOOLEAN, NULL -> {}
    }
  }

  @Override
  public void close() {
    if (closesRegistry && registry != null) {
      registry.close();
    }
  }
}
