package io.countersign.schemas.call;

import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Sixteen bytes of chance that stop a reader of digests from guessing what they stand for. */
public final class Salt {
  /** Length in bytes. */
  public static final int BYTES = 16;

  private final byte[] bytes;

  /** Copies {@code bytes}, which must be exactly {@link #BYTES} long. */
  public Salt(byte[] bytes) {
    if (bytes.length != BYTES) {
      throw new IllegalArgumentException(
          "Expected a salt of %d bytes, but it has %d".formatted(BYTES, bytes.length));
    }
    this.bytes = bytes.clone();
  }

  /** Returns a copy of the bytes. */
  public byte[] bytes() {
    return bytes.clone();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Salt salt && Arrays.equals(bytes, salt.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return HexFormat.of().formatHex(bytes);
  }
}
