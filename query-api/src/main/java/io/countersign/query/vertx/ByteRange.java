package io.countersign.query.vertx;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A part of a file that a client asks for (RFC 9110, section 14).
 *
 * @param first first byte, from 0
 * @param length bytes; 0 when there is nothing to give
 */
record ByteRange(long first, long length) {
  private static final Pattern SINGLE = Pattern.compile("bytes=([0-9]{0,18})-([0-9]{0,18})");

  /**
   * Reads the header.
   *
   * @param header {@code Range}, when there is one
   * @param size size of the file in bytes
   * @return empty when the whole file is to be given: there is no header, or one that may be
   *     ignored because it is no single range of bytes; a range of length 0 cannot be satisfied
   */
  static Optional<ByteRange> of(@Nullable String header, long size) {
    if (header == null) {
      return Optional.empty();
    }
    Matcher single = SINGLE.matcher(header.replace(" ", ""));
    if (!single.matches() || (single.group(1).isEmpty() && single.group(2).isEmpty())) {
      return Optional.empty();
    }
    if (single.group(1).isEmpty()) {
      long length = Math.min(size, Long.parseLong(single.group(2)));
      return Optional.of(new ByteRange(size - length, length));
    }
    long first = Long.parseLong(single.group(1));
    long last = single.group(2).isEmpty() ? size - 1 : Long.parseLong(single.group(2));
    if (!single.group(2).isEmpty() && last < first) {
      return Optional.empty();
    }
    return Optional.of(new ByteRange(first, Math.max(0, Math.min(last, size - 1) - first + 1)));
  }

  /** The header {@code Content-Range} of an answer that gives this part. */
  String told(long size) {
    return length == 0
        ? "bytes */" + size
        : "bytes %d-%d/%d".formatted(first, first + length - 1, size);
  }
}
