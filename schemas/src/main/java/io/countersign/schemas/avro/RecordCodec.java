package io.countersign.schemas.avro;

import java.util.Map;
import org.apache.avro.Schema;

/**
 * A record to Avro bytes and back, with the version of its schema in front, for state that a
 * service keeps for itself. Older versions stay readable as long as their schemas are given.
 *
 * @param <R> the record
 */
public final class RecordCodec<R extends Record> {
  private final byte version;
  private final Schema current;
  private final Map<Byte, Schema> writers;
  private final RecordMapper<R> mapper;

  /**
   * @param type the record; the schema of {@code version} must fit it exactly
   * @param version version that is written
   * @param writers every version that can be read, with its schema
   */
  public RecordCodec(Class<R> type, byte version, Map<Byte, Schema> writers) {
    Schema schema = writers.get(version);
    if (schema == null) {
      throw new IllegalArgumentException(
          "Expected a schema of version " + version + ", but there is none");
    }
    this.version = version;
    this.current = schema;
    this.writers = Map.copyOf(writers);
    this.mapper = RecordMapper.of(type, schema);
  }

  /** Returns one byte of version and the record. Equal records give equal bytes. */
  public byte[] write(R value) {
    byte[] avro = AvroBytes.write(mapper.toAvro(value));
    byte[] framed = new byte[avro.length + 1];
    framed[0] = version;
    System.arraycopy(avro, 0, framed, 1, avro.length);
    return framed;
  }

  /**
   * Reads what {@link #write} wrote, in this or an older version.
   *
   * @throws IllegalArgumentException when the version is not known or the bytes are no such record
   */
  public R read(byte[] framed) {
    Schema writer = framed.length == 0 ? null : writers.get(framed[0]);
    if (writer == null) {
      throw new IllegalArgumentException(
          "Expected state of a version among %s, but was %s: run the version of Countersign that wrote it, or a newer one"
              .formatted(
                  writers.keySet(), framed.length == 0 ? "empty" : Byte.toString(framed[0])));
    }
    return mapper.fromAvro(AvroBytes.read(framed, 1, writer, current));
  }
}
