package io.countersign.gateway;

import org.jspecify.annotations.Nullable;

/**
 * What the transport says about a request, beside its frame.
 *
 * @param runId from the header {@code Countersign-Run-Id}
 * @param principal from the trusted header, where one is configured
 */
public record RequestHints(@Nullable String runId, @Nullable String principal) {

  /** A transport without headers. */
  public static final RequestHints NONE = new RequestHints(null, null);
}
