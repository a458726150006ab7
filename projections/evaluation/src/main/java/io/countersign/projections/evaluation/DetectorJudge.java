package io.countersign.projections.evaluation;

import io.countersign.projections.alert.detect.Burst;
import io.countersign.projections.alert.detect.Parameters;
import io.countersign.projections.alert.detect.Prior;
import io.countersign.projections.alert.detect.SeriesDetector;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Our detector, as the product runs it, event by event; its score is the exponent of p. */
final class DetectorJudge implements Judge {
  private static final double FLOOR = 2.5;
  private static final double LEAST = 1e-300;

  /** A Monday, midnight: 2026-01-05. */
  static final long START_MILLIS = 1_767_571_200_000L;

  private static final long MINUTE_MILLIS = 60_000;

  private final String name;
  private final Parameters parameters;
  private volatile int bytes;

  DetectorJudge(String name, Parameters parameters) {
    this.name = name;
    this.parameters = parameters.withThreshold(FLOOR);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int bytes() {
    return bytes;
  }

  @Override
  public List<Flag> judge(Stream stream) {
    SeriesDetector detector =
        SeriesDetector.begin(at(stream.firstMinute()), Prior.UNKNOWN, parameters);
    List<Flag> flags = new ArrayList<>();
    for (int minute = stream.firstMinute(); minute < stream.minutes(); minute++) {
      int count = stream.count(minute);
      if (count > 0) {
        Optional<Burst> burst = detector.count(at(minute), count);
        if (burst.isPresent()) {
          flags.add(flag(minute, burst.get()));
        }
      }
    }
    bytes = Math.max(bytes, detector.write().length);
    return flags;
  }

  private Flag flag(int minute, Burst burst) {
    double strictness = parameters.strictness(burst.baselineAge());
    return new Flag(
        minute,
        exponent(burst.probability()) / strictness,
        exponent(burst.openingProbability()) / strictness);
  }

  private static double exponent(double probability) {
    return -StrictMath.log10(Math.max(LEAST, probability));
  }

  private static long at(int minute) {
    return START_MILLIS + minute * MINUTE_MILLIS;
  }
}
