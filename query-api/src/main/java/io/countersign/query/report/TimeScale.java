package io.countersign.query.report;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Where a moment stands on strips, from 0 to 1. Order is kept and length is not: between two
 * moments at which something begins or ends stands the logarithm of the time between, because
 * milliseconds of a tool and hours of waiting are to be seen side by side.
 */
final class TimeScale {
  private final TreeMap<Instant, Double> places = new TreeMap<>();

  TimeScale(List<Strip> strips) {
    TreeSet<Instant> moments = new TreeSet<>();
    for (Strip strip : strips) {
      for (Strip.Bar bar : strip.bars()) {
        moments.add(bar.from());
        moments.add(bar.to());
      }
    }
    double sum = 0;
    Instant before = null;
    for (Instant moment : moments) {
      if (before != null) {
        sum += 1 + Math.log1p((double) Duration.between(before, moment).toMillis());
      }
      places.put(moment, sum);
      before = moment;
    }
    double whole = sum;
    if (whole > 0) {
      places.replaceAll((moment, place) -> place / whole);
    }
  }

  /** The place of a moment that begins or ends one of the bars. */
  double at(Instant moment) {
    return places.getOrDefault(moment, 0.0);
  }
}
