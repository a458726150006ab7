package io.countersign.schemas.avro.kafka;

import io.countersign.schemas.avro.kafka.UndecodableRecord.Reason;
import java.nio.ByteBuffer;

/**
 * The Confluent wire format: magic byte 0, schema id as four bytes big-endian, Avro binary
 * (docs.confluent.io, "Wire format").
 *
 * @param schemaId the registry's id of the schema the payload was written with
 * @param payload the Avro binary, backed by an array
 */
public record ConfluentWire(int schemaId, ByteBuffer payload) {

  /** Magic byte and schema id, in bytes. */
  public static final int HEADER_BYTES = 5;

  private static final byte MAGIC = 0;

  /** The bytes of a Kafka value or key. */
  public static byte[] frame(int schemaId, byte[] payload) {
    return ByteBuffer.allocate(HEADER_BYTES + payload.length)
        .put(MAGIC)
        .putInt(schemaId)
        .put(payload)
        .array();
  }

  /**
   * Takes a Kafka value or key apart without copying it.
   *
   * @throws UndecodableRecord when it is too short or has another magic byte
   */
  public static ConfluentWire unframe(byte[] framed) {
    if (framed.length < HEADER_BYTES) {
      throw new UndecodableRecord(
          Reason.TOO_SHORT,
          "Expected at least "
              + HEADER_BYTES
              + " bytes in the Confluent wire format, but was "
              + framed.length);
    }
    if (framed[0] != MAGIC) {
      throw new UndecodableRecord(
          Reason.WRONG_MAGIC,
          "Expected magic byte 0 of the Confluent wire format, but was "
              + (framed[0] & 0xff)
              + ": the producer does not use a registry's serializer");
    }
    ByteBuffer bytes = ByteBuffer.wrap(framed);
    int schemaId = bytes.getInt(1);
    return new ConfluentWire(schemaId, bytes.slice(HEADER_BYTES, framed.length - HEADER_BYTES));
  }
}
