package io.countersign.schemas.call;

import org.jspecify.annotations.Nullable;

/**
 * Where the idea of a call came from. Redacted text.
 *
 * @param request what the user asked
 * @param source where the request or the data behind it came from
 * @param initiator the person who began the run, when it is another than the principal
 */
public record RequestContext(
    @Nullable String request, @Nullable String source, @Nullable String initiator) {
  /** The context of a run whose initiator is the principal. */
  public RequestContext(@Nullable String request, @Nullable String source) {
    this(request, source, null);
  }

  public RequestContext {
    request = Limits.optionalText("request", request);
    source = Limits.optionalText("context source", source);
    initiator = Limits.optionalIdentifier("initiator", initiator);
  }
}
