package io.countersign.projections.alert.detect;

import java.nio.ByteBuffer;

/**
 * How much busier an hour of the week is than the level: its own history, drawn to that of the hour
 * of the day, drawn to one. An hour forgets a quarter of its past with each week.
 */
final class Season {
  private static final int HOURS_OF_DAY = 24;
  private static final int DAYS = 7;
  private static final int HOURS = DAYS * HOURS_OF_DAY;
  private static final double KEPT_EACH_WEEK = 0.75;

  /** How much an hour of one weekday differs from that hour of all days: a variance, relative. */
  private static final double WEEK_VARIANCE = 0.3;

  /** No hour is expected to be empty. */
  private static final double LEAST = 0.01;

  private final double dayWeight;
  private final double weekWeight;
  private final short[] counted = new short[HOURS];
  private final short[] levelled = new short[HOURS];

  Season(Parameters parameters) {
    this.dayWeight = parameters.seasonWeight();
    this.weekWeight = parameters.weekWeight();
  }

  void read(ByteBuffer from) {
    for (int hour = 0; hour < HOURS; hour++) {
      counted[hour] = from.getShort();
      levelled[hour] = from.getShort();
    }
  }

  void write(ByteBuffer to) {
    for (int hour = 0; hour < HOURS; hour++) {
      to.putShort(counted[hour]).putShort(levelled[hour]);
    }
  }

  /**
   * An hour is over.
   *
   * @param hour since the epoch
   * @param count what was counted in it
   * @param level what the level alone made expected
   */
  void learn(long hour, double count, double level) {
    int at = Math.floorMod(hour, HOURS);
    counted[at] = Quantised.number(KEPT_EACH_WEEK * Quantised.number(counted[at]) + count);
    levelled[at] = Quantised.number(KEPT_EACH_WEEK * Quantised.number(levelled[at]) + level);
  }

  /**
   * How many times the level an hour is.
   *
   * @param hour since the epoch
   * @param dispersion of hourly counts: an hour tells less than its count when hours differ anyway
   */
  double factor(long hour, double dispersion) {
    int ofWeek = Math.floorMod(hour, HOURS);
    double countedOfDay = 0;
    double levelledOfDay = 0;
    for (int at = ofWeek % HOURS_OF_DAY; at < HOURS; at += HOURS_OF_DAY) {
      countedOfDay += Quantised.number(counted[at]);
      levelledOfDay += Quantised.number(levelled[at]);
    }
    double known = knownOfDay(ofWeek, dispersion);
    double ofDay = levelledOfDay > 0 ? countedOfDay / levelledOfDay : 1;
    double drawn = (known * ofDay + dayWeight) / (known + dayWeight);
    double level = Quantised.number(levelled[ofWeek]);
    double own = level / (1 + dispersion * level);
    double ofHour = level > 0 ? Quantised.number(counted[ofWeek]) / level : 1;
    return Math.max(LEAST, (own * ofHour + weekWeight * drawn) / (own + weekWeight));
  }

  /** How uncertain the factor of an hour is: its variance over its square. */
  double uncertainty(long hour, double dispersion) {
    int ofWeek = Math.floorMod(hour, HOURS);
    double level = Quantised.number(levelled[ofWeek]);
    double own = level / (1 + dispersion * level);
    return 1 / (dayWeight + knownOfDay(ofWeek, dispersion)) + WEEK_VARIANCE / (weekWeight + own);
  }

  /** How much is known of an hour of the day: one over the variance of its factor. */
  private double knownOfDay(int ofWeek, double dispersion) {
    double known = 0;
    for (int at = ofWeek % HOURS_OF_DAY; at < HOURS; at += HOURS_OF_DAY) {
      double level = Quantised.number(levelled[at]);
      known += level / (1 + dispersion * level);
    }
    return known;
  }
}
