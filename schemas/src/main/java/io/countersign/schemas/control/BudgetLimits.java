package io.countersign.schemas.control;

import org.jspecify.annotations.Nullable;

/**
 * How much a budget node may use in one window. What is absent is not limited.
 *
 * @param calls tool calls
 * @param downstreamCalls calls that tools make to other systems
 * @param tokens model tokens
 * @param moneyMicros money in millionths of the currency unit
 */
public record BudgetLimits(
    @Nullable Long calls,
    @Nullable Long downstreamCalls,
    @Nullable Long tokens,
    @Nullable Long moneyMicros) {
  public BudgetLimits {
    for (@Nullable Long limit :
        new @Nullable Long[] {calls, downstreamCalls, tokens, moneyMicros}) {
      if (limit != null && (limit < 0 || limit > 1_000_000_000_000_000L)) {
        throw new IllegalArgumentException("Expected limits of 0 to 10^15, but one is " + limit);
      }
    }
    if (calls == null && downstreamCalls == null && tokens == null && moneyMicros == null) {
      throw new IllegalArgumentException("Expected at least one limit, but there is none");
    }
  }
}
