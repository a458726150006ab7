package io.countersign.gateway.ingest;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A token in a file. Read for each use: the file is tiny, and a rotated token works at once. */
final class BearerToken {

  private static final int MAX_BYTES = 16 * 1024;

  private final Path file;

  BearerToken(Path file) {
    this.file = file;
  }

  /**
   * The value of an {@code Authorization} header.
   *
   * @throws IOException when the file cannot be read or holds no token; the message never holds the
   *     content
   */
  String header() throws IOException {
    byte[] content;
    try (InputStream in = Files.newInputStream(file)) {
      content = in.readNBytes(MAX_BYTES + 1);
    }
    String token = new String(content, StandardCharsets.ISO_8859_1).strip();
    boolean plain = token.chars().allMatch(c -> c > 0x20 && c < 0x7f);
    if (content.length > MAX_BYTES || token.isEmpty() || !plain) {
      throw new IOException(
          "Expected one token of at most %d visible ASCII characters in %s, but it holds something else. Write it anew with `countersign token --role gateway`."
              .formatted(MAX_BYTES, file));
    }
    return "Bearer " + token;
  }
}
