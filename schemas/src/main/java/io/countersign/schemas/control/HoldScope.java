package io.countersign.schemas.control;

import io.countersign.schemas.call.Limits;
import org.jspecify.annotations.Nullable;

/**
 * What a legal hold keeps: all of the tenant, one run, or all that was done for one principal. What
 * is absent means any.
 *
 * @param runId one run
 * @param principal all that was done for one principal
 */
public record HoldScope(@Nullable String runId, @Nullable String principal) {
  /** All of the tenant. */
  public static final HoldScope TENANT = new HoldScope(null, null);

  public HoldScope {
    runId = Limits.optionalIdentifier("runId", runId);
    principal = Limits.optionalIdentifier("principal", principal);
    if (runId != null && principal != null) {
      throw new IllegalArgumentException(
          "Expected a run, a principal or neither, but there are both. Place a hold for each.");
    }
  }

  /** The scope in words. */
  public String told() {
    if (runId != null) {
      return "run " + runId;
    }
    return principal == null ? "everything" : "all for " + principal;
  }
}
