package io.countersign.gateway;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * Splits a stream into newline-delimited frames of bounded length, each with the bytes it came
 * with.
 */
final class FrameLines {

  /**
   * @param bytes the line with its line end
   * @param complete false when the line was longer than the limit; its rest was skipped
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared; owned by whoever reads the line
  record Line(byte[] bytes, boolean complete) {

    /** The line without {@code \n} or {@code \r\n}. */
    byte[] content() {
      int end = bytes.length;
      if (end > 0 && bytes[end - 1] == '\n') {
        end--;
      }
      if (end > 0 && bytes[end - 1] == '\r') {
        end--;
      }
      return java.util.Arrays.copyOf(bytes, end);
    }

    boolean isBlank() {
      for (byte b : bytes) {
        if (b != ' ' && b != '\t' && b != '\r' && b != '\n') {
          return false;
        }
      }
      return true;
    }
  }

  private final InputStream in;
  private final int limit;

  FrameLines(InputStream in, int limit) {
    this.in = new BufferedInputStream(in, 1 << 16);
    this.limit = limit;
  }

  /** The next line, or null at the end of the stream. A last line without a line end is a line. */
  @Nullable Line next() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(1024);
    boolean complete = true;
    for (int b = in.read(); b >= 0; b = in.read()) {
      // Two bytes more than a frame may have: the line end.
      if (line.size() < limit + 2) {
        line.write(b);
      } else {
        complete = false;
      }
      if (b == '\n') {
        return new Line(line.toByteArray(), complete);
      }
    }
    return line.size() == 0 ? null : new Line(line.toByteArray(), complete);
  }
}
