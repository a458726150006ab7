package io.countersign.projections.alert.detect;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** A detector that is fed, and what it said: the story of a series. */
final class Counting {
  /** A Monday, midnight: 2026-01-05. */
  static final long START = 1_767_571_200_000L;

  static final long MINUTE = 60_000;
  static final long HOUR = 60 * MINUTE;
  static final long DAY = 24 * HOUR;

  private final SplittableRandom random;
  private final List<Burst> bursts = new ArrayList<>();
  private SeriesDetector detector = SeriesDetector.begin(START, Prior.UNKNOWN, Parameters.CURRENT);
  private boolean restarts;

  Counting(long seed) {
    this.random = new SplittableRandom(seed);
  }

  /** Writes and reads the state after each event from now on. */
  Counting restartingAlways() {
    restarts = true;
    return this;
  }

  /** Counts at a time since the start. */
  Counting at(Duration sinceStart, int count) {
    detector.count(START + sinceStart.toMillis(), count).ifPresent(bursts::add);
    if (restarts) {
      detector = SeriesDetector.read(detector.write(), Parameters.CURRENT);
    }
    return this;
  }

  /** Counts about so many in each bin of five minutes, from one time to another. */
  Counting steadily(Duration from, Duration until, double ratePerBin) {
    for (long minute = from.toMinutes(); minute < until.toMinutes(); minute++) {
      int count = poisson(ratePerBin / 5);
      if (count > 0) {
        at(Duration.ofMinutes(minute), count);
      }
    }
    return this;
  }

  /** Counts a number, one a second. */
  Counting burst(Duration from, int count) {
    for (int i = 0; i < count; i++) {
      at(from.plusSeconds(i), 1);
    }
    return this;
  }

  List<Burst> bursts() {
    return List.copyOf(bursts);
  }

  /** The bursts that open an alert and whose window ends between two times. */
  List<Burst> openings(Duration from, Duration until) {
    return bursts.stream()
        .filter(Burst::opens)
        .filter(one -> one.endMillis() > START + from.toMillis())
        .filter(one -> one.endMillis() <= START + until.toMillis())
        .toList();
  }

  SeriesDetector detector() {
    return detector;
  }

  private int poisson(double mean) {
    double limit = Math.exp(-mean);
    int count = 0;
    for (double product = random.nextDouble(); product > limit; product *= random.nextDouble()) {
      count++;
    }
    return count;
  }
}
