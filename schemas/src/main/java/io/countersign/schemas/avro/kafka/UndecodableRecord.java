package io.countersign.schemas.avro.kafka;

import org.apache.kafka.common.errors.SerializationException;

/**
 * These bytes are not a record this reader can read, and never will be by trying again: they belong
 * into the dead letters. A registry that does not answer is {@link
 * io.countersign.schemas.registry.RegistryUnavailable} instead.
 */
public final class UndecodableRecord extends SerializationException {

  private static final long serialVersionUID = 1L;

  /** What is wrong with the bytes. */
  public enum Reason {
    /** Fewer bytes than magic byte and schema id take. */
    TOO_SHORT,
    /** The first byte is not 0. */
    WRONG_MAGIC,
    /** The registry knows no schema with the record's id. */
    UNKNOWN_SCHEMA,
    /** The record's schema is not Avro, or not a schema at all. */
    BAD_SCHEMA,
    /**
     * The record's schema cannot be resolved to the reader's, or the bytes are not of that schema.
     */
    BAD_PAYLOAD,
    /** Bytes are left over after the record. */
    TRAILING_BYTES
  }

  private final Reason reason;

  public UndecodableRecord(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  public UndecodableRecord(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  /** What is wrong with the bytes; names the dead letter's reason. */
  public Reason reason() {
    return reason;
  }
}
