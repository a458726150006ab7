package io.countersign.projections.alert.detect;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** The times of day at which an operator said that so much is expected; the newest four. */
final class AcceptedTimes {
  private static final int MOST = 4;
  private static final int HOURS_OF_DAY = 24;
  private static final int HOURS_REMEMBERED = 7 * HOURS_OF_DAY;
  private static final int HOURS_ACCEPTED = 28 * HOURS_OF_DAY;
  private static final int BINS_PER_HOUR = 12;

  /** Some hours, and the largest count of each window in them. */
  private static final class Accepted {
    private final long fromHour;
    private final int hours;
    private final byte[] maxima;

    Accepted(long fromHour, int hours, byte[] maxima) {
      this.fromHour = fromHour;
      this.hours = hours;
      this.maxima = maxima;
    }

    boolean covers(long hour, Window window, long observed, double margin) {
      long since = hour - fromHour;
      boolean hourOfDay =
          Math.floorMod(since + 1, HOURS_OF_DAY) <= hours + 1 || hours + 2 >= HOURS_OF_DAY;
      return since <= HOURS_ACCEPTED
          && hourOfDay
          && observed <= margin * Quantised.count(maxima[window.index()]);
    }
  }

  private final List<Accepted> times = new ArrayList<>(0);

  static AcceptedTimes read(ByteBuffer from) {
    AcceptedTimes accepted = new AcceptedTimes();
    int size = from.get();
    for (int i = 0; i < size; i++) {
      long fromHour = from.getLong();
      int hours = from.get();
      byte[] maxima = new byte[Window.values().length];
      from.get(maxima);
      accepted.times.add(new Accepted(fromHour, hours, maxima));
    }
    return accepted;
  }

  void write(ByteBuffer to) {
    to.put((byte) times.size());
    for (Accepted accepted : times) {
      to.putLong(accepted.fromHour).put((byte) accepted.hours).put(accepted.maxima);
    }
  }

  /**
   * Takes the counts of some hours as expected.
   *
   * @param fromHour the first
   * @param untilHour the last, at most 23 later
   * @param currentHour the one that is not over
   */
  void add(long fromHour, long untilHour, long currentHour, Recurrence recurrence) {
    byte[] maxima = new byte[Window.values().length];
    long first = Math.max(fromHour, currentHour - HOURS_REMEMBERED);
    for (Window window : Window.values()) {
      long most = 0;
      for (long hour = first; hour <= Math.min(untilHour, currentHour - 1); hour++) {
        most = Math.max(most, recurrence.inHour(hour, window));
      }
      if (untilHour >= currentHour) {
        most = Math.max(most, recurrence.inCurrentHour(window));
      }
      maxima[window.index()] = Quantised.count(most);
    }
    if (times.size() == MOST) {
      times.removeFirst();
    }
    times.add(new Accepted(fromHour, (int) (untilHour - fromHour) + 1, maxima));
  }

  /** Whether about as much was said to be expected at about this time of day. */
  boolean covers(long bin, Window window, long observed, double margin) {
    long hour = Math.floorDiv(bin, BINS_PER_HOUR);
    for (Accepted accepted : times) {
      if (accepted.covers(hour, window, observed, margin)) {
        return true;
      }
    }
    return false;
  }
}
