package io.countersign.projections.alert.detect;

import java.nio.ByteBuffer;

/** The counts of the last bins: those that still fill, and as many before as a window is long. */
final class RecentBins {
  /** The longest window, one more that fills, and one to spare. */
  private static final int LENGTH = Window.SIXTY_MINUTES.bins() + 2;

  private final int[] counts;
  private long oldestOpen;

  RecentBins(long firstBin) {
    this(firstBin, new int[LENGTH]);
  }

  private RecentBins(long oldestOpen, int[] counts) {
    this.oldestOpen = oldestOpen;
    this.counts = counts;
  }

  static RecentBins read(ByteBuffer from) {
    long oldestOpen = from.getLong();
    int[] counts = new int[LENGTH];
    for (int i = 0; i < LENGTH; i++) {
      counts[i] = from.getInt();
    }
    return new RecentBins(oldestOpen, counts);
  }

  void write(ByteBuffer to) {
    to.putLong(oldestOpen);
    for (int count : counts) {
      to.putInt(count);
    }
  }

  /** The oldest bin that still fills; it and the next may be added to. */
  long oldestOpen() {
    return oldestOpen;
  }

  void add(long bin, int increment) {
    int at = at(bin);
    counts[at] = (int) Math.min(Integer.MAX_VALUE, (long) counts[at] + increment);
  }

  /** What the window that ends with a bin has counted. */
  long sum(long lastBin, Window window) {
    long sum = 0;
    for (int i = 0; i < window.bins(); i++) {
      sum += counts[at(lastBin - i)];
    }
    return sum;
  }

  /** The oldest bin fills no more; the bin that falls out of every window makes room. */
  void close() {
    oldestOpen++;
    counts[at(oldestOpen + 1)] = 0;
  }

  private static int at(long bin) {
    return Math.floorMod(bin, LENGTH);
  }
}
