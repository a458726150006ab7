package io.countersign.projections.kafka;

import java.time.Duration;

/**
 * How far a rebuild is.
 *
 * @param phase what it does
 * @param generation the generation that is filled
 * @param done records read since the first event of the ledgers
 * @param total records up to the end that was there when this run began
 * @param perSecond events that were indexed in a second, on average of the last seconds
 */
public record RebuildState(Phase phase, int generation, long done, long total, double perSecond) {

  /** The steps of a rebuild, in their order. */
  public enum Phase {
    /** Indexes what was recorded up to now. */
    FILLING,
    /** Compares counts with the record. */
    VERIFYING,
    /** Indexes what was recorded meanwhile, and waits until all copies are made. */
    CATCHING_UP,
    /** Stops the old generation and takes its place. */
    HANDING_OVER
  }

  /** From 0 to 100. */
  public double percent() {
    return total == 0 ? 100 : Math.min(100, 100.0 * done / total);
  }

  /** How long the rest takes at this rate. */
  public Duration remaining() {
    return perSecond <= 0
        ? Duration.ZERO
        : Duration.ofSeconds((long) Math.ceil(Math.max(0, total - done) / perSecond));
  }
}
