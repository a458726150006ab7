package io.countersign.standalone.config;

import java.time.Duration;

/** The live stream of the query role, `GET /v1/stream`. */
public record StreamSettings(
    @Setting(value = "Open streams in all; more get 503.", standard = "200", min = 1, max = 100_000)
        int most,
    @Setting(
            value = "Open streams of one caller; more get 429.",
            standard = "10",
            min = 1,
            max = 10_000)
        int perCaller,
    @Setting(
            value =
                "Streams that catch up with the log at a time, each with a Kafka consumer of its"
                    + " own; others wait their turn.",
            standard = "8",
            min = 1,
            max = 1_000)
        int catchUps,
    @Setting(
            value = "Events that wait for one client; when there are more it is cut.",
            standard = "1000",
            min = 1,
            max = 1_000_000)
        int waitingEvents,
    @Setting(
            value = "Characters of the events that wait for one client.",
            standard = "8388608",
            min = 1_024)
        long waitingCharacters,
    @Setting(
            value = "Time between two signs of life; shorter than http.idleTimeout.",
            standard = "15s")
        Duration heartbeat,
    @Setting(value = "What clients are told to wait before they connect again.", standard = "2s")
        Duration retry) {
  public StreamSettings {
    if (!heartbeat.isPositive() || !retry.isPositive()) {
      throw new IllegalArgumentException(
          "heartbeat and retry: expected more than zero, but was %s and %s"
              .formatted(heartbeat, retry));
    }
  }
}
