package io.countersign.ingest.redact;

import io.countersign.schemas.json.JsonValue;
import java.util.List;

/** A redacted document and what was taken out of it, in document order. */
public record Redacted(JsonValue value, List<Redaction> redactions) {

  public Redacted {
    redactions = List.copyOf(redactions);
  }
}
