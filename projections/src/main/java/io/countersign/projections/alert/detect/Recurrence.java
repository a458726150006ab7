package io.countersign.projections.alert.detect;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The largest count of each window in each hour of the last seven days: what was seen at about this
 * time on two of them is no burst. A nightly batch alerts twice at most.
 */
final class Recurrence {
  private static final int BINS_PER_HOUR = 12;
  private static final int DAYS = 7;
  private static final int HOURS = DAYS * 24;
  private static final int WINDOWS = Window.values().length;
  private static final int DAYS_NEEDED = 2;

  /** Indexed by window, then by hour modulo a week. */
  private final byte[][] maxima;

  /** Of the hour that is not over; it takes the place of the one a week ago at its end. */
  private final byte[] current;

  Recurrence() {
    this(new byte[WINDOWS][HOURS], new byte[WINDOWS]);
  }

  private Recurrence(byte[][] maxima, byte[] current) {
    this.maxima = maxima;
    this.current = current;
  }

  static Recurrence read(ByteBuffer from) {
    Recurrence recurrence = new Recurrence();
    for (byte[] ofWindow : recurrence.maxima) {
      from.get(ofWindow);
    }
    from.get(recurrence.current);
    return recurrence;
  }

  void write(ByteBuffer to) {
    for (byte[] ofWindow : maxima) {
      to.put(ofWindow);
    }
    to.put(current);
  }

  /** A bin has ended, with these counts of the windows that end with it. */
  void close(long bin, long[] counts) {
    for (int window = 0; window < WINDOWS; window++) {
      byte code = Quantised.count(counts[window]);
      if (Byte.compareUnsigned(code, current[window]) > 0) {
        current[window] = code;
      }
    }
    if (Math.floorMod(bin, BINS_PER_HOUR) == BINS_PER_HOUR - 1) {
      int hour = Math.floorMod(Math.floorDiv(bin, BINS_PER_HOUR), HOURS);
      for (int window = 0; window < WINDOWS; window++) {
        maxima[window][hour] = current[window];
        current[window] = 0;
      }
    }
  }

  /** Whether about as much was counted at about this time on two of the last seven days. */
  boolean covers(long bin, Window window, long observed, double margin) {
    int days = 0;
    for (int day = 1; day <= DAYS; day++) {
      if (observed <= margin * around(bin, window, day)) {
        days++;
      }
    }
    return days >= DAYS_NEEDED;
  }

  /** The largest count at about this time on each of the last seven days, yesterday first. */
  List<Long> sameHour(long bin, Window window) {
    List<Long> days = new ArrayList<>(DAYS);
    for (int day = 1; day <= DAYS; day++) {
      days.add(around(bin, window, day));
    }
    return days;
  }

  /** The largest count of a window in an hour of the last seven days. */
  long inHour(long hour, Window window) {
    return Quantised.count(maxima[window.index()][Math.floorMod(hour, HOURS)]);
  }

  /** The largest count of a window in the hour that is not over. */
  long inCurrentHour(Window window) {
    return Quantised.count(current[window.index()]);
  }

  private long around(long bin, Window window, int daysAgo) {
    long hour = Math.floorDiv(bin, BINS_PER_HOUR) - 24L * daysAgo;
    long most = Math.max(inHour(hour, window), inHour(hour + 1, window));
    boolean known = daysAgo < DAYS;
    return known ? Math.max(most, inHour(hour - 1, window)) : most;
  }
}
