package io.countersign.schemas.call;

/**
 * What a call may use at most, or did use.
 *
 * @param calls tool calls
 * @param downstreamCalls calls that the tool makes to other systems
 * @param tokens model tokens
 * @param moneyMicros money in millionths of the currency unit
 */
public record Amounts(long calls, long downstreamCalls, long tokens, long moneyMicros) {
  /** One call and nothing else: what is assumed when nothing was declared. */
  public static final Amounts ONE_CALL = new Amounts(1, 0, 0, 0);

  public Amounts {
    if (calls < 0 || downstreamCalls < 0 || tokens < 0 || moneyMicros < 0) {
      throw new IllegalArgumentException(
          "Expected amounts of zero or more, but at least one is negative");
    }
  }
}
