package io.countersign.ingest.redact;

import java.time.Duration;
import java.util.function.LongSupplier;

/** What the redaction of one document may still spend. Once exceeded, it stays exceeded. */
final class Budget {

  private final LongSupplier nanoTime;
  private final long deadline;
  private long steps;

  Budget(long steps, Duration time, LongSupplier nanoTime) {
    this.steps = steps;
    this.nanoTime = nanoTime;
    this.deadline = nanoTime.getAsLong() + time.toNanos();
  }

  /** Spends {@code wanted} steps; false when there are not enough left, or no time. */
  boolean spend(long wanted) {
    if (wanted > steps || nanoTime.getAsLong() - deadline > 0) {
      steps = 0;
      return wanted == 0;
    }
    steps -= wanted;
    return true;
  }
}
