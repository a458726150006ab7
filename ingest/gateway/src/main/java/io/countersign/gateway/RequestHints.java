package io.countersign.gateway;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the transport says about a request, beside its frame.
 *
 * @param runId from the header {@code Countersign-Run-Id}
 * @param principal from the trusted header, where one is configured
 * @param scopes from the trusted header, where one is configured; instead of the operator's
 */
public record RequestHints(
    @Nullable String runId, @Nullable String principal, @Nullable List<String> scopes) {

  /** A transport without headers. */
  public static final RequestHints NONE = new RequestHints(null, null, null);
}
