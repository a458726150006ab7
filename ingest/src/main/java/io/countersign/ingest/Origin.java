package io.countersign.ingest;

import io.countersign.schemas.access.Caller;
import io.countersign.schemas.call.EvidenceGrade;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who brought a document, and how.
 *
 * @param caller authenticated
 * @param grade how strong its word is as evidence
 * @param traceparent W3C trace context as the caller sent it, or absent
 */
public record Origin(Caller caller, EvidenceGrade grade, @Nullable String traceparent) {
  /** W3C Trace Context, section 3.2. */
  private static final Pattern TRACEPARENT =
      Pattern.compile("[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}");

  /** A hint that is malformed is no hint: it is left out rather than refused. */
  public Origin {
    traceparent =
        traceparent != null && TRACEPARENT.matcher(traceparent).matches() ? traceparent : null;
  }
}
