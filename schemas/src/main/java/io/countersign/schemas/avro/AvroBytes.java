package io.countersign.schemas.avro;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;

/** Avro's binary encoding (Avro 1.12 specification, "Binary Encoding") without any framing. */
public final class AvroBytes {
  private AvroBytes() {}

  /** Writes a record by its own schema. Equal records give equal bytes. */
  public static byte[] write(GenericRecord record) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(512);
    BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
    try {
      new GenericDatumWriter<GenericRecord>(record.getSchema()).write(record, encoder);
      encoder.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("Writing to memory cannot fail", e);
    }
    return out.toByteArray();
  }

  /**
   * Reads a record that was written with {@code writer} as one of {@code reader}. The bytes may be
   * hostile: a length or a count that promises more than the bytes hold is refused before anything
   * is set aside for it.
   *
   * @throws IllegalArgumentException when the bytes are no such record, or more bytes follow it
   */
  public static GenericRecord read(byte[] bytes, int offset, Schema writer, Schema reader) {
    BinaryDecoder decoder =
        DecoderFactory.get().binaryDecoder(bytes, offset, bytes.length - offset, null);
    try {
      GenericRecord record =
          new GenericDatumReader<GenericRecord>(writer, reader).read(null, decoder);
      if (!decoder.isEnd()) {
        throw new IllegalArgumentException(
            "Expected one record of " + writer.getFullName() + ", but more bytes follow it");
      }
      return record;
    } catch (IOException
        | AvroRuntimeException
        | IndexOutOfBoundsException
        // how Avro refuses a length beyond what an array of the JVM can hold
        | UnsupportedOperationException e) {
      throw new IllegalArgumentException(
          "Expected a record of %s, but the bytes are none".formatted(writer.getFullName()), e);
    }
  }
}
