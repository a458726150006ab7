package io.countersign.projections.alert.detect;

import java.nio.ByteBuffer;

/**
 * What a series counts by itself: a Gamma-Poisson level that forgets, times a factor for the hour
 * of the week, with a dispersion for each window by the method of moments. It learns from bins that
 * are over, and from an outlier only as much as its upper bound, so that a burst does not become
 * the norm.
 */
final class Baseline {
  private static final int BINS_PER_HOUR = 12;
  private static final int BINS_PER_DAY = 288;
  private static final double OUTLIER = 1e-4;

  /** The half count of an uninformed prior (Jeffreys): what was never seen is not impossible. */
  private static final double HALF = 0.5;

  private static final Window[] WINDOWS = Window.values();

  private final Parameters parameters;
  private final double keptEachBin;
  private final double dispersionHalfLife;
  private final double[] dispersionKept = new double[WINDOWS.length];
  private final Season season;
  private final LevelShift shift = new LevelShift();

  private long bins;
  private double counted;
  private double exposed;
  private final double[] beyondPoisson = new double[WINDOWS.length];
  private final double[] squares = new double[WINDOWS.length];
  private double hourCounted;
  private double hourLevelled;

  /** Factors of the last two hours asked for: worked out from the state, and no part of it. */
  private final long[] cachedHours = {Long.MIN_VALUE, Long.MIN_VALUE};

  private final double[] cachedFactors = new double[2];
  private final double[] cachedUncertainties = new double[2];

  Baseline(Parameters parameters, double ratePerBin) {
    this.parameters = parameters;
    this.keptEachBin = StrictMath.pow(0.5, 1 / (parameters.levelHalfLifeDays() * BINS_PER_DAY));
    this.dispersionHalfLife = parameters.dispersionHalfLifeDays() * BINS_PER_DAY;
    for (Window window : WINDOWS) {
      dispersionKept[window.index()] = StrictMath.pow(0.5, window.bins() / dispersionHalfLife);
    }
    this.season = new Season(parameters);
    this.counted = ratePerBin * parameters.priorBins();
    this.exposed = parameters.priorBins();
  }

  static Baseline read(ByteBuffer from, Parameters parameters) {
    Baseline baseline = new Baseline(parameters, 1);
    baseline.bins = from.getLong();
    baseline.counted = from.getDouble();
    baseline.exposed = from.getDouble();
    for (int window = 0; window < WINDOWS.length; window++) {
      baseline.beyondPoisson[window] = from.getDouble();
      baseline.squares[window] = from.getDouble();
    }
    baseline.hourCounted = from.getDouble();
    baseline.hourLevelled = from.getDouble();
    baseline.season.read(from);
    baseline.shift.read(from);
    return baseline;
  }

  void write(ByteBuffer to) {
    to.putLong(bins).putDouble(counted).putDouble(exposed);
    for (int window = 0; window < WINDOWS.length; window++) {
      to.putDouble(beyondPoisson[window]).putDouble(squares[window]);
    }
    to.putDouble(hourCounted).putDouble(hourLevelled);
    season.write(to);
    shift.write(to);
  }

  /** How many in a bin of an average hour. */
  double rate() {
    return (counted + HALF) / exposed;
  }

  /** How many are expected in the window that ends with a bin. */
  double mean(long lastBin, Window window) {
    return rate() * exposure(lastBin, window);
  }

  /** The same if the level has shifted: what was told already. */
  double toldMean(long lastBin, Window window) {
    double rate = shift.active() ? Math.max(rate(), shift.rate()) : rate();
    return rate * exposure(lastBin, window);
  }

  /** How much more than Poisson's the counts vary, and how little is known of the mean. */
  double dispersion(long lastBin, Window window) {
    return ownDispersion(window) + uncertainty(lastBin);
  }

  private double uncertainty(long lastBin) {
    long hour = Math.floorDiv(lastBin, BINS_PER_HOUR);
    double ofHour = parameters.seasonal() ? cachedUncertainties[cached(hour)] : 0;
    return 1 / (counted + HALF) + ofHour;
  }

  /** A bin is over, with these counts of the windows that end with it. */
  void close(long bin, long[] counts) {
    long inHour = Math.floorMod(bin, BINS_PER_HOUR);
    double rate = rate();
    double count = (double) counts[0];
    for (Window window : WINDOWS) {
      if ((inHour + 1) % window.bins() == 0) {
        double clipped = learnDispersion(bin, window, counts[window.index()]);
        count = window == Window.FIVE_MINUTES ? clipped : count;
      }
    }
    boolean hourEnds = inHour == BINS_PER_HOUR - 1;
    boolean accepted = hourEnds && closeHour(bin, counts[Window.SIXTY_MINUTES.index()]);
    bins++;
    counted = keptEachBin * counted + count;
    exposed = keptEachBin * exposed + exposure(bin, Window.FIVE_MINUTES);
    hourCounted += count;
    hourLevelled += rate;
    if (hourEnds) {
      season.learn(Math.floorDiv(bin, BINS_PER_HOUR), hourCounted, hourLevelled);
      hourCounted = 0;
      hourLevelled = 0;
      forgetFactors();
    }
    if (accepted) {
      acceptShift();
    }
  }

  /** Takes a shift of the level for the level, if there is one. */
  void acceptShift() {
    if (shift.active()) {
      exposed = Math.min(exposed, Math.min(shift.exposed(), BINS_PER_DAY));
      counted = shift.rate() * exposed;
      shift.end();
    }
  }

  private double learnDispersion(long bin, Window window, long count) {
    double mean = mean(bin, window);
    double uncertainty = uncertainty(bin);
    double clipped = clip(count, mean, ownDispersion(window) + uncertainty);
    double error = clipped - mean;
    int at = window.index();
    double kept = dispersionKept(window);
    beyondPoisson[at] = kept * beyondPoisson[at] + error * error - mean - uncertainty * mean * mean;
    squares[at] = kept * squares[at] + mean * mean;
    return clipped;
  }

  /** What a young series learned in its first hours is soon forgotten: its half-life grows up. */
  private double dispersionKept(Window window) {
    double grown = Math.max(BINS_PER_DAY / 2.0, (double) bins / 4);
    return grown < dispersionHalfLife
        ? StrictMath.pow(0.5, window.bins() / grown)
        : dispersionKept[window.index()];
  }

  private static double clip(long count, double mean, double dispersion) {
    if (Tail.ordinary(count, mean, dispersion)
        || Tail.atLeast(count, mean, dispersion) >= OUTLIER) {
      return (double) count;
    }
    return (double) Math.min(count, Tail.bound(mean, dispersion, OUTLIER));
  }

  private boolean closeHour(long bin, long count) {
    double exposure = exposure(bin, Window.SIXTY_MINUTES);
    double mean = rate() * exposure;
    double dispersion = dispersion(bin, Window.SIXTY_MINUTES);
    boolean elevated =
        count >= parameters.minimumSupport()
            && !Tail.ordinary(count, mean, dispersion)
            && Tail.atLeast(count, mean, dispersion) < OUTLIER;
    long hour = Math.floorDiv(bin, BINS_PER_HOUR);
    return shift.close(hour, count, mean, exposure, elevated);
  }

  private double ownDispersion(Window window) {
    int at = window.index();
    double weight = parameters.priorDispersionWeight();
    return Math.max(
        0, (beyondPoisson[at] + parameters.priorDispersion() * weight) / (squares[at] + weight));
  }

  /** For how many bins of the level the window that ends with a bin stands. */
  private double exposure(long lastBin, Window window) {
    if (!parameters.seasonal()) {
      return window.bins();
    }
    long hour = Math.floorDiv(lastBin, BINS_PER_HOUR);
    int now = Math.min(window.bins(), Math.floorMod(lastBin, BINS_PER_HOUR) + 1);
    double exposure = now * cachedFactors[cached(hour)];
    int before = window.bins() - now;
    return before == 0 ? exposure : exposure + before * cachedFactors[cached(hour - 1)];
  }

  private int cached(long hour) {
    int at = Math.floorMod(hour, cachedHours.length);
    if (cachedHours[at] != hour) {
      double dispersion = ownDispersion(Window.SIXTY_MINUTES);
      cachedHours[at] = hour;
      cachedFactors[at] = season.factor(hour, dispersion);
      cachedUncertainties[at] = season.uncertainty(hour, dispersion);
    }
    return at;
  }

  private void forgetFactors() {
    cachedHours[0] = Long.MIN_VALUE;
    cachedHours[1] = Long.MIN_VALUE;
  }
}
