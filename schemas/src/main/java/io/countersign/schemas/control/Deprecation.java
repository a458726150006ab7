package io.countersign.schemas.control;

import io.countersign.schemas.call.Limits;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When a tool ends.
 *
 * @param date from then on calls are denied
 * @param message what to use instead
 */
public record Deprecation(Instant date, @Nullable String message) {
  public Deprecation {
    message = Limits.optionalText("deprecation message", message);
  }
}
