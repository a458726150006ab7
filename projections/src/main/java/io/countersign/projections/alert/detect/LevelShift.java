package io.countersign.projections.alert.detect;

import java.nio.ByteBuffer;

/**
 * A stretch of hours that were all higher than the baseline explains. It is told once, when it
 * begins; when it has gone on for a day it is the new level.
 */
final class LevelShift {
  private static final long NONE = -1;
  private static final int HOURS_TO_ACCEPT = 24;
  private static final int HOURS_AT_MOST = 72;
  private static final double SIGNIFICANT = 10;

  private long firstHour = NONE;
  private double counted;
  private double exposed;

  void read(ByteBuffer from) {
    firstHour = from.getLong();
    counted = from.getDouble();
    exposed = from.getDouble();
  }

  void write(ByteBuffer to) {
    to.putLong(firstHour).putDouble(counted).putDouble(exposed);
  }

  boolean active() {
    return firstHour != NONE;
  }

  /** The rate since it began; only while it is active. */
  double rate() {
    return counted / exposed;
  }

  /** For how many bins of the level it was seen; only while it is active. */
  double exposed() {
    return exposed;
  }

  /**
   * An hour is over.
   *
   * @param hour since the epoch
   * @param count what was counted in it
   * @param mean what the baseline expected in it
   * @param exposure for how many bins of the level the hour stands
   * @param elevated whether the count is far above that
   * @return whether the new level is to be accepted
   */
  boolean close(long hour, long count, double mean, double exposure, boolean elevated) {
    if (!active() && !elevated) {
      return false;
    }
    if (active() && (ends(count, mean, exposure) || hour - firstHour > HOURS_AT_MOST)) {
      end();
      return false;
    }
    if (!active()) {
      firstHour = hour;
    }
    counted += count;
    exposed += exposure;
    return count > mean && hour - firstHour >= HOURS_TO_ACCEPT;
  }

  void end() {
    firstHour = NONE;
    counted = 0;
    exposed = 0;
  }

  /** Back at what the baseline expects, or far below what the stretch was. */
  private boolean ends(long count, double mean, double exposure) {
    double high = rate() * exposure;
    return (mean >= SIGNIFICANT && count <= 1.1 * mean)
        || (high >= SIGNIFICANT && count <= high / 2);
  }
}
