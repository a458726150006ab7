package io.countersign.approvals.streams;

/** Tells a ledger that time has passed. */
interface Ticker {
  /**
   * Appends a tick to the commands of {@code ledger}. Returns at once; a tick that gets lost is
   * repeated by its caller.
   *
   * @param ledger partition
   */
  void tick(int ledger);
}
