package io.countersign.schemas.call;

import org.jspecify.annotations.Nullable;

/**
 * Where the idea of a call came from. Redacted text.
 *
 * @param request what the user asked
 * @param source where the request or the data behind it came from
 */
public record RequestContext(@Nullable String request, @Nullable String source) {
  public RequestContext {
    request = Limits.optionalText("request", request);
    source = Limits.optionalText("context source", source);
  }
}
