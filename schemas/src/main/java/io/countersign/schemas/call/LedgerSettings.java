package io.countersign.schemas.call;

/**
 * What a ledger pins when it is opened, so that every later decision can be computed again.
 *
 * @param behaviourLevel behaviour level in force
 * @param allowValidMillis how long an ALLOW may be used, in milliseconds
 * @param outcomeDueMillis when the outcome of an ALLOW is overdue, in milliseconds after the
 *     decision
 */
public record LedgerSettings(int behaviourLevel, long allowValidMillis, long outcomeDueMillis) {
  public LedgerSettings {
    if (behaviourLevel < 1 || allowValidMillis < 1 || outcomeDueMillis < allowValidMillis) {
      throw new IllegalArgumentException(
          "Expected behaviourLevel >= 1 and 1 <= allowValidMillis <= outcomeDueMillis, but was level %d, valid %d, due %d"
              .formatted(behaviourLevel, allowValidMillis, outcomeDueMillis));
    }
  }
}
