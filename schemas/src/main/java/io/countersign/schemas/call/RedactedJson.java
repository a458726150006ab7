package io.countersign.schemas.call;

import java.util.List;

/**
 * A JSON document after redaction, with the list of what was taken out.
 *
 * @param json canonical JSON text (RFC 8785) of the redacted document
 * @param originalBytes size of the document before redaction, in bytes of its canonical form
 * @param redactions what was taken out, in document order
 */
public record RedactedJson(String json, long originalBytes, List<Redaction> redactions) {
  /** Most bytes of one redacted document; ingest cuts larger ones before they come here. */
  public static final int MAX_BYTES = 128 * 1024;

  public RedactedJson {
    if (json.length() > MAX_BYTES) {
      throw new IllegalArgumentException(
          "Expected redacted JSON of at most %d characters, but it has %d"
              .formatted(MAX_BYTES, json.length()));
    }
    redactions = List.copyOf(redactions);
  }
}
