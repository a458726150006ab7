package io.countersign.projections.alert;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How a value is written as bytes and read again. Equal values give equal bytes.
 *
 * @param <T> the value
 */
public interface Form<T> {
  byte[] write(T value);

  T read(byte[] bytes);

  /** Writes the parts of a value one after the other. */
  interface Writer<T> {
    void write(DataOutputStream to, T value) throws IOException;
  }

  /** Reads the parts in the same order. */
  interface Reader<T> {
    T read(DataInputStream from) throws IOException;
  }

  /** A form that is made of parts. */
  static <T> Form<T> of(Writer<T> writer, Reader<T> reader) {
    return new Form<>() {
      @Override
      public byte[] write(T value) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
          writer.write(new DataOutputStream(bytes), value);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
      }

      @Override
      public T read(byte[] bytes) {
        try {
          return reader.read(new DataInputStream(new ByteArrayInputStream(bytes)));
        } catch (IOException e) {
          throw new UncheckedIOException(
              "Expected what this build has written, but was something else: begin with an empty"
                  + " state",
              e);
        }
      }
    };
  }

  /** Writes a text that may be absent. */
  static void text(DataOutputStream to, @Nullable String text) throws IOException {
    to.writeBoolean(text != null);
    if (text != null) {
      to.writeUTF(text);
    }
  }

  /** Reads a text that may be absent. */
  static @Nullable String text(DataInputStream from) throws IOException {
    return from.readBoolean() ? from.readUTF() : null;
  }

  /** Writes an id that may be absent. */
  static void id(DataOutputStream to, @Nullable UUID id) throws IOException {
    to.writeBoolean(id != null);
    if (id != null) {
      to.writeLong(id.getMostSignificantBits());
      to.writeLong(id.getLeastSignificantBits());
    }
  }

  /** Reads an id that may be absent. */
  static @Nullable UUID id(DataInputStream from) throws IOException {
    return from.readBoolean() ? new UUID(from.readLong(), from.readLong()) : null;
  }

  /** Writes a time to the microsecond. */
  static void time(DataOutputStream to, Instant time) throws IOException {
    to.writeLong(ChronoUnit.MICROS.between(Instant.EPOCH, time));
  }

  /** Reads a time. */
  static Instant time(DataInputStream from) throws IOException {
    return Instant.EPOCH.plus(from.readLong(), ChronoUnit.MICROS);
  }
}
