package io.countersign.schemas.call;

/**
 * What a ledger pins when it is opened, so that every later decision can be computed again.
 *
 * @param behaviourLevel behaviour level in force
 * @param allowValidMillis how long an ALLOW may be used, in milliseconds
 * @param outcomeDueMillis when the outcome of an ALLOW is overdue, in milliseconds after the
 *     decision
 * @param rememberMillis how long finished calls and answered commands are remembered, in
 *     milliseconds
 * @param rememberMost how many of them are remembered at most
 */
public record LedgerSettings(
    int behaviourLevel,
    long allowValidMillis,
    long outcomeDueMillis,
    long rememberMillis,
    long rememberMost) {
  /** What a ledger pins unless its operator says otherwise. */
  public static final LedgerSettings DEFAULT =
      new LedgerSettings(1, 60_000, 15 * 60_000, 24 * 60 * 60_000, 1_000_000);

  public LedgerSettings {
    if (behaviourLevel < 1 || allowValidMillis < 1 || outcomeDueMillis < allowValidMillis) {
      throw new IllegalArgumentException(
          "Expected behaviourLevel >= 1 and 1 <= allowValidMillis <= outcomeDueMillis, but was %d, %d and %d"
              .formatted(behaviourLevel, allowValidMillis, outcomeDueMillis));
    }
    if (rememberMillis < 1 || rememberMost < 1) {
      throw new IllegalArgumentException(
          "Expected rememberMillis and rememberMost of 1 or more, but was %d and %d"
              .formatted(rememberMillis, rememberMost));
    }
  }
}
