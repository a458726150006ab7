package io.countersign.projections.alert.detect;

import java.time.Duration;

/** How much time is counted together. All windows end with the bin of the event that is scored. */
public enum Window {
  /** One bin. */
  FIVE_MINUTES(0, 1),
  /** Three bins. */
  FIFTEEN_MINUTES(1, 3),
  /** Twelve bins. */
  SIXTY_MINUTES(2, 12);

  /** The length of a bin, in milliseconds; bins begin at multiples of it since the epoch. */
  public static final long BIN_MILLIS = 300_000;

  private final int index;
  private final int bins;

  Window(int index, int bins) {
    this.index = index;
    this.bins = bins;
  }

  /** Its place in stored states; it never changes. */
  int index() {
    return index;
  }

  /** How many bins it covers. */
  public int bins() {
    return bins;
  }

  /** How long it is. */
  public Duration length() {
    return Duration.ofMillis(bins * BIN_MILLIS);
  }
}
