package io.countersign.ingest.kafka;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * Names of record headers. {@code ce_*} are CloudEvents 1.0 attributes in the binary mode of its
 * Kafka protocol binding.
 */
final class RecordHeaders {
  static final String COMMAND_ID = "countersign-command-id";
  static final String TRACEPARENT = "traceparent";
  static final String AUTHORIZATION = "authorization";

  private RecordHeaders() {}

  /** The last header of this name as text. */
  static Optional<String> text(Headers headers, String name) {
    Header header = headers.lastHeader(name);
    return header == null || header.value() == null
        ? Optional.empty()
        : Optional.of(new String(header.value(), StandardCharsets.UTF_8));
  }
}
