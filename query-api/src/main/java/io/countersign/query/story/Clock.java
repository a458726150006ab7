package io.countersign.query.story;

import io.countersign.schemas.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How far the clock of whoever reported stood from ours: recorded time minus the time they say it
 * happened. Transport is part of it; a negative figure means that their clock is ahead. Shown, and
 * never used to put events into another order.
 *
 * @param gateway whose clock
 * @param events events that say when they happened
 * @param leastMillis smallest difference in milliseconds
 * @param mostMillis largest difference in milliseconds
 * @param outOfOrder events that say they happened before one that was recorded earlier
 */
public record Clock(String gateway, int events, long leastMillis, long mostMillis, int outOfOrder) {

  /** Further than this from ours a clock is remarked on. */
  private static final Duration REMARKABLE = Duration.ofMinutes(1);

  /** Whether the two clocks differ by more than transport explains. */
  public boolean isFarOff() {
    return leastMillis < -1_000 || leastMillis > REMARKABLE.toMillis();
  }

  static List<Clock> of(List<JsonObject> events) {
    Map<String, List<JsonObject>> bySource = new TreeMap<>();
    for (JsonObject event : events) {
      if (Members.time(event, "occurredAt").isPresent()) {
        bySource
            .computeIfAbsent(
                Members.text(event, "source", "gateway").orElse(""), name -> new ArrayList<>())
            .add(event);
      }
    }
    List<Clock> clocks = new ArrayList<>();
    bySource.forEach((gateway, told) -> clocks.add(of(gateway, told)));
    return clocks;
  }

  private static Clock of(String gateway, List<JsonObject> events) {
    long least = Long.MAX_VALUE;
    long most = Long.MIN_VALUE;
    int outOfOrder = 0;
    Instant latest = Instant.MIN;
    for (JsonObject event : events) {
      Instant occurred = Members.time(event, "occurredAt").orElse(Instant.EPOCH);
      Optional<Instant> recorded = Members.time(event, "recordedAt");
      long skew = Duration.between(occurred, recorded.orElse(occurred)).toMillis();
      least = Math.min(least, skew);
      most = Math.max(most, skew);
      if (occurred.isBefore(latest)) {
        outOfOrder++;
      } else {
        latest = occurred;
      }
    }
    return new Clock(gateway, events.size(), least, most, outOfOrder);
  }

  JsonObject json() {
    return JsonObject.builder()
        .put("gateway", gateway)
        .put("events", events)
        .put("leastMillis", leastMillis)
        .put("mostMillis", mostMillis)
        .put("outOfOrder", outOfOrder)
        .build();
  }
}
