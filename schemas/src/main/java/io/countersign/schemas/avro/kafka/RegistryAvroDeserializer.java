package io.countersign.schemas.avro.kafka;

import io.countersign.schemas.avro.kafka.UndecodableRecord.Reason;
import io.countersign.schemas.registry.RegistryRefused;
import io.countersign.schemas.registry.SchemaRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Reads Avro records in the Confluent wire format, and reads each of them whole or not at all.
 * Reads {@link RegistryConfig}. Safe for several threads.
 *
 * <p>Throws {@link UndecodableRecord} for bytes that can never be read, {@link
 * io.countersign.schemas.registry.RegistryUnavailable} while the registry does not answer, and
 * {@link RegistryRefused} when it refuses us (credentials, URL): only the first says anything about
 * the record.
 */
public final class RegistryAvroDeserializer implements Deserializer<GenericRecord> {

  /** More schemas in use at a time than this are read anew when they return. */
  private static final int MAX_SCHEMAS = 1000;

  private final Map<Integer, GenericDatumReader<GenericRecord>> readers = new ConcurrentHashMap<>();
  private @Nullable SchemaRegistry registry;
  private final boolean closesRegistry;
  private Optional<Schema> readerSchema = Optional.empty();

  /** For Kafka, which calls {@link #configure} next. */
  public RegistryAvroDeserializer() {
    this.closesRegistry = true;
  }

  /** For callers that share one registry client; it stays theirs to close. */
  public RegistryAvroDeserializer(SchemaRegistry registry, Optional<Schema> readerSchema) {
    this.registry = registry;
    this.closesRegistry = false;
    this.readerSchema = readerSchema;
  }

  @Override
  public void configure(Map<String, ?> configs, boolean isKey) {
    Object schema = configs.get(RegistryConfig.READER_SCHEMA);
    if (schema instanceof Schema parsed) {
      readerSchema = Optional.of(parsed);
    } else if (schema instanceof String text) {
      try {
        readerSchema = Optional.of(new Schema.Parser().parse(text));
      } catch (AvroRuntimeException e) {
        throw new ConfigException(
            "Expected an Avro schema in "
                + RegistryConfig.READER_SCHEMA
                + ", but: "
                + e.getMessage());
      }
    } else if (schema != null) {
      throw new ConfigException(
          "Expected an Avro schema or its text in "
              + RegistryConfig.READER_SCHEMA
              + ", but was a "
              + schema.getClass().getName());
    }
    if (registry == null) {
      registry = RegistryConfig.registry(configs);
    }
  }

  @Override
  // Kafka's interface is not annotated; a tombstone is null in and null out.
  public @Nullable GenericRecord deserialize(String topic, byte @Nullable [] data) {
    if (data == null) {
      return null;
    }
    ConfluentWire wire = ConfluentWire.unframe(data);
    GenericDatumReader<GenericRecord> reader = reader(wire.schemaId());
    ByteBuffer payload = wire.payload();
    BinaryDecoder decoder =
        DecoderFactory.get()
            .binaryDecoder(payload.array(), payload.arrayOffset(), payload.remaining(), null);
    try {
      GenericRecord record = reader.read(null, decoder);
      if (!decoder.isEnd()) {
        throw new UndecodableRecord(
            Reason.TRAILING_BYTES,
            "Expected a record of schema "
                + wire.schemaId()
                + " and nothing more, but bytes are left over after it");
      }
      return record;
    } catch (UndecodableRecord e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // Avro reports foreign bytes by many exceptions: end of file, index, class cast, number, its
      // own limits.
      throw new UndecodableRecord(
          Reason.BAD_PAYLOAD,
          "Expected bytes of schema "
              + wire.schemaId()
              + readerSchema.map(schema -> " readable as " + schema.getFullName()).orElse("")
              + ", but they are not ("
              + e.getClass().getSimpleName()
              + ")",
          e);
    }
  }

  private GenericDatumReader<GenericRecord> reader(int id) {
    GenericDatumReader<GenericRecord> known = readers.get(id);
    if (known != null) {
      return known;
    }
    Schema writer = writer(id);
    GenericDatumReader<GenericRecord> reader =
        new GenericDatumReader<>(writer, readerSchema.orElse(writer));
    if (readers.size() >= MAX_SCHEMAS) {
      readers.clear();
    }
    readers.put(id, reader);
    return reader;
  }

  private Schema writer(int id) {
    if (registry == null) {
      throw new ConfigException(
          "Expected configure() before the first record, but it was not called");
    }
    String text;
    try {
      text = registry.byId(id);
    } catch (RegistryRefused e) {
      throw switch (e.code()) {
        case UNKNOWN_SCHEMA -> new UndecodableRecord(Reason.UNKNOWN_SCHEMA, message(e), e);
        case NOT_AVRO -> new UndecodableRecord(Reason.BAD_SCHEMA, message(e), e);
        case INCOMPATIBLE,
            INVALID_SCHEMA,
            INVALID_LEVEL,
            UNKNOWN_SUBJECT,
            UNKNOWN_VERSION,
            UNAUTHORIZED,
            NOT_A_REGISTRY,
            OTHER ->
            e;
      };
    }
    Schema schema;
    try {
      schema = new Schema.Parser().parse(text);
    } catch (AvroRuntimeException e) {
      throw new UndecodableRecord(
          Reason.BAD_SCHEMA, "Expected schema " + id + " to be an Avro schema, but it is not", e);
    }
    if (schema.getType() != Schema.Type.RECORD) {
      throw new UndecodableRecord(
          Reason.BAD_SCHEMA,
          "Expected schema " + id + " to be a record, but it is of type " + schema.getType());
    }
    return schema;
  }

  private static String message(RegistryRefused refused) {
    return String.valueOf(refused.getMessage());
  }

  @Override
  public void close() {
    if (closesRegistry && registry != null) {
      registry.close();
    }
  }
}
