package io.countersign.projections.evaluation;

import io.countersign.projections.alert.detect.Series;

/** The counts of one series, minute by minute from the start of the set. */
public final class Stream {
  private final Series series;
  private final int[] counts;
  private final int firstMinute;

  /**
   * @param counts taken over, not copied
   * @param firstMinute from when the series exists: its first event, or the start of the set
   */
  Stream(Series series, int[] counts, int firstMinute) {
    this.series = series;
    this.counts = counts;
    this.firstMinute = firstMinute;
  }

  Series series() {
    return series;
  }

  /** From when the series exists: its first event, or the start of the set. */
  public int firstMinute() {
    return firstMinute;
  }

  /** How long the set is. */
  public int minutes() {
    return counts.length;
  }

  /** How many in a minute. */
  public int count(int minute) {
    return counts[minute];
  }
}
