package io.countersign.projections.alert.detect;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Learns how often something is counted in one series, and tells when it is counted far more often:
 * a discounted Gamma-Poisson level with factors for the hours of the week, the tail of the negative
 * binomial over windows of 5, 15 and 60 minutes, and a guard for what recurs every day.
 *
 * <p>Ledger time is the only clock. The bin that is still filling is scored at each event, so that
 * a burst is told within its first bin; it becomes part of the baseline two minutes after its end.
 * An event that comes later than that is counted in the oldest bin that still fills, and scored
 * there. The same events in the same order give the same bursts and the same bytes, wherever the
 * state was written and read between, and whether equal times are counted one by one or together.
 *
 * <p>A series is silent in its first hour. One that counted nothing for 30 days begins again, with
 * its last level as the prior.
 */
public final class SeriesDetector {
  /** No state is longer than this, in bytes. */
  public static final int MAX_SIZE = 1536;

  /** The largest number that can be counted at once. */
  public static final int MAX_INCREMENT = 1_000_000;

  /** After how long without a count a series may be forgotten. */
  public static final Duration TIME_TO_LIVE = Duration.ofDays(30);

  private static final byte FORM = 1;
  private static final long GRACE_MILLIS = 120_000;
  private static final long HOUR_MILLIS = 3_600_000;
  private static final double BOUND_PROBABILITY = 0.001;

  private final Parameters parameters;
  private long firstMillis;
  private long latestMillis;
  private RecentBins recent;
  private Baseline baseline;
  private Recurrence recurrence;
  private final AcceptedTimes accepted;

  private SeriesDetector(
      Parameters parameters,
      long firstMillis,
      long latestMillis,
      RecentBins recent,
      Baseline baseline,
      Recurrence recurrence,
      AcceptedTimes accepted) {
    this.parameters = parameters;
    this.firstMillis = firstMillis;
    this.latestMillis = latestMillis;
    this.recent = recent;
    this.baseline = baseline;
    this.recurrence = recurrence;
    this.accepted = accepted;
  }

  /**
   * A series without a past.
   *
   * @param millis the ledger time from which on it is counted, since the epoch
   */
  public static SeriesDetector begin(long millis, Prior prior, Parameters parameters) {
    long bin = Math.floorDiv(millis, Window.BIN_MILLIS);
    return new SeriesDetector(
        parameters,
        millis,
        millis,
        new RecentBins(bin),
        new Baseline(parameters, prior.ratePerBin()),
        new Recurrence(),
        new AcceptedTimes());
  }

  /**
   * What {@link #write} wrote.
   *
   * @throws IllegalArgumentException when it is of another form
   */
  public static SeriesDetector read(byte[] state, Parameters parameters) {
    ByteBuffer from = ByteBuffer.wrap(state);
    if (state.length == 0 || from.get() != FORM) {
      throw new IllegalArgumentException(
          "Expected the state of a detector of form %s, but it has another: rebuild the alerts"
              .formatted(FORM));
    }
    return new SeriesDetector(
        parameters,
        from.getLong(),
        from.getLong(),
        RecentBins.read(from),
        Baseline.read(from, parameters),
        Recurrence.read(from),
        AcceptedTimes.read(from));
  }

  /** The whole state. */
  public byte[] write() {
    ByteBuffer to = ByteBuffer.allocate(MAX_SIZE);
    to.put(FORM).putLong(firstMillis).putLong(latestMillis);
    recent.write(to);
    baseline.write(to);
    recurrence.write(to);
    accepted.write(to);
    byte[] state = new byte[to.position()];
    to.flip().get(state);
    return state;
  }

  /**
   * Counts, and scores the windows that end with the bin of this event.
   *
   * @param millis the ledger time of what is counted, since the epoch
   * @param increment how many, from 1 to {@link #MAX_INCREMENT}
   * @return the least likely window, when one bursts; while a burst lasts there is one for each
   *     event ({@link Burst#tellsMoreThan})
   */
  public Optional<Burst> count(long millis, int increment) {
    if (increment < 1 || increment > MAX_INCREMENT) {
      throw new IllegalArgumentException(
          "Expected 1 to %s, but was %s".formatted(MAX_INCREMENT, increment));
    }
    if (millis - latestMillis > TIME_TO_LIVE.toMillis()) {
      beginAgain(millis);
    }
    latestMillis = Math.max(latestMillis, millis);
    closeBins();
    long bin = Math.max(Math.floorDiv(millis, Window.BIN_MILLIS), recent.oldestOpen());
    recent.add(bin, increment);
    return score(bin);
  }

  /**
   * An operator says that what was counted in a time was expected, and will be at that time of day
   * for the next 28 days: up to as much is no burst there. A level that has shifted is accepted at
   * once.
   *
   * @param fromMillis when the alert began
   * @param untilMillis when it ended, at most a day later; counts of more than seven days ago are
   *     forgotten and cannot be expected
   */
  public void accept(long fromMillis, long untilMillis) {
    baseline.acceptShift();
    long from = Math.floorDiv(fromMillis, HOUR_MILLIS);
    long until = Math.min(Math.floorDiv(untilMillis, HOUR_MILLIS), from + 23);
    long current = Math.floorDiv(recent.oldestOpen() * Window.BIN_MILLIS, HOUR_MILLIS);
    accepted.add(from, Math.max(from, until), current, recurrence);
  }

  /** How many in five minutes now, without the season: what {@link Prior#median} is made of. */
  public double ratePerBin() {
    return baseline.rate();
  }

  /** The ledger time of the newest event, since the epoch. */
  public long latestMillis() {
    return latestMillis;
  }

  private void beginAgain(long millis) {
    double rate = Math.clamp(baseline.rate(), 1e-3, Prior.MAX_RATE);
    firstMillis = millis;
    recent = new RecentBins(Math.floorDiv(millis, Window.BIN_MILLIS));
    baseline = new Baseline(parameters, rate);
    recurrence = new Recurrence();
  }

  private void closeBins() {
    while ((recent.oldestOpen() + 1) * Window.BIN_MILLIS + GRACE_MILLIS <= latestMillis) {
      long bin = recent.oldestOpen();
      long[] counts = new long[Window.values().length];
      for (Window window : Window.values()) {
        counts[window.index()] = recent.sum(bin, window);
      }
      baseline.close(bin, counts);
      recurrence.close(bin, counts);
      recent.close();
    }
  }

  private Optional<Burst> score(long bin) {
    long age = latestMillis - firstMillis;
    if (age < Parameters.SILENT.toMillis()) {
      return Optional.empty();
    }
    double limit = parameters.limit(Duration.ofMillis(age));
    List<Burst> bursts = new ArrayList<>(0);
    for (Window window : parameters.windows()) {
      score(bin, window, limit, age).ifPresent(bursts::add);
    }
    return bursts.stream()
        .min(Comparator.comparingDouble(Burst::probability).thenComparing(Burst::window));
  }

  private Optional<Burst> score(long bin, Window window, double limit, long age) {
    long observed = recent.sum(bin, window);
    if (observed < parameters.minimumSupport()) {
      return Optional.empty();
    }
    double mean = baseline.mean(bin, window);
    double dispersion = baseline.dispersion(bin, window);
    if (Tail.ordinary(observed, mean, dispersion)) {
      return Optional.empty();
    }
    double probability = Tail.atLeast(observed, mean, dispersion);
    if (probability > limit || recurs(bin, window, observed)) {
      return Optional.empty();
    }
    double opening = Tail.atLeast(observed, baseline.toldMean(bin, window), dispersion);
    return Optional.of(
        new Burst(
            window,
            (bin + 1) * Window.BIN_MILLIS,
            observed,
            mean,
            Tail.bound(mean, dispersion, BOUND_PROBABILITY),
            probability,
            opening,
            recurrence.sameHour(bin, window),
            Duration.ofMillis(age),
            parameters));
  }

  private boolean recurs(long bin, Window window, long observed) {
    double margin = parameters.recurrenceMargin();
    return accepted.covers(bin, window, observed, margin)
        || (parameters.recurrenceGuard() && recurrence.covers(bin, window, observed, margin));
  }
}
