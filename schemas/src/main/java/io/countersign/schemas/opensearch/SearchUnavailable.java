package io.countersign.schemas.opensearch;

import org.jspecify.annotations.Nullable;

/**
 * OpenSearch did not do what was asked, for a reason that may pass: not reachable, too slow, too
 * busy, an index that is missing or write-blocked. Asking again later is right.
 */
public final class SearchUnavailable extends Exception {
  private static final long serialVersionUID = 1L;

  /** Says what was asked and what came back; never holds a value of a document. */
  public SearchUnavailable(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
