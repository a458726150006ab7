package io.countersign.schemas.control;

import io.countersign.schemas.call.Amounts;
import org.jspecify.annotations.Nullable;

/**
 * Limits of one tool.
 *
 * @param rate how many calls of the whole tenant in how much time
 * @param concurrency how many calls of the tenant may run at once; 0 for any number
 * @param argumentBytes most bytes of the arguments; 0 for the limit of the platform
 * @param argumentDepth deepest nesting of the arguments; 0 for the limit of the platform
 * @param bound worst case of one call; a call that declares less is taken at this
 */
public record ToolLimits(
    @Nullable Rate rate,
    int concurrency,
    int argumentBytes,
    int argumentDepth,
    @Nullable Amounts bound) {
  public ToolLimits {
    if (concurrency < 0 || argumentBytes < 0 || argumentDepth < 0) {
      throw new IllegalArgumentException(
          "Expected limits of zero or more, but at least one is negative");
    }
  }

  /** No limits of its own. */
  public static final ToolLimits NONE = new ToolLimits(null, 0, 0, 0, null);
}
