package io.countersign.query.export;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;

/**
 * What is written at a time: a whole gzip member, so that a file that ends after any chunk is a
 * valid gzip file (RFC 1952, section 2.2), and the state between two chunks is only how long the
 * file is.
 */
final class Chunk {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final GZIPOutputStream gzip;
  private long plain;
  private int entries;

  Chunk() {
    try {
      gzip = new GZIPOutputStream(bytes, 32 * 1024);
    } catch (IOException e) {
      throw new UncheckedIOException("Writing to memory failed", e);
    }
  }

  void head(String text) {
    write(text);
  }

  void add(String text) {
    write(text);
    entries++;
  }

  private void write(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    plain += utf8.length;
    try {
      gzip.write(utf8);
    } catch (IOException e) {
      throw new UncheckedIOException("Writing to memory failed", e);
    }
  }

  int entries() {
    return entries;
  }

  long plainBytes() {
    return plain;
  }

  byte[] finish() {
    try {
      gzip.close();
    } catch (IOException e) {
      throw new UncheckedIOException("Writing to memory failed", e);
    }
    return bytes.toByteArray();
  }
}
