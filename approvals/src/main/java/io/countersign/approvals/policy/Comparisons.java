package io.countersign.approvals.policy;

/**
 * How many steps comparing rules may take. Steps are counted, never timed, so every machine ends at
 * the same place. Lives for one analysis on one thread.
 */
final class Comparisons {
  /** Steps of one analysis: some hundredths of a second. */
  static final int MOST = 4_000_000;

  private int left = MOST;

  /** Counts one step; whether it may be taken. */
  boolean step() {
    if (left > 0) {
      left--;
    }
    return left > 0;
  }

  /** Whether there is no step left: what was compared since means nothing. */
  boolean usedUp() {
    return left == 0;
  }
}
