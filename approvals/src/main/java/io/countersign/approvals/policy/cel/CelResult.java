package io.countersign.approvals.policy.cel;

/** What an evaluation came to. */
public sealed interface CelResult {
  /** The condition is true or false. */
  record Truth(boolean value) implements CelResult {}

  /**
   * The cost.
   *
   * @param micros money in millionths of the currency unit, 0 to 10^15
   */
  record Cost(long micros) implements CelResult {}

  /** There is no value. */
  record Failed(CelError error) implements CelResult {}
}
