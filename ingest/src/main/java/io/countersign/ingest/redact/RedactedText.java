package io.countersign.ingest.redact;

import java.util.List;

/** A redacted text and what was taken out of it. */
public record RedactedText(String text, List<Redaction> redactions) {

  public RedactedText {
    redactions = List.copyOf(redactions);
  }
}
