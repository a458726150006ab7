package io.countersign.ingest;

import java.net.URI;
import java.time.Duration;

/**
 * Every limit of ingest.
 *
 * @param answerTimeout from receipt of a request until it is answered 503
 * @param maxWaiting most callers that wait for the engine at once
 * @param maxWait longest wait of {@code GET /v1/calls/{callId}?wait=}
 * @param maxPolls most callers that wait for a change of a call at once
 * @param recentCalls most calls remembered to answer where they stand
 * @param maxBodyBytes largest request body
 * @param maxObservationBytes largest body of {@code POST /v1/observations}
 * @param maxObservationLines most lines of one such body
 * @param observationsInFlight most commands of one such body that are not acknowledged yet
 * @param appendQueue most commands that wait to be sent to Kafka
 * @param appendBufferBytes memory of the producer for what Kafka has not taken yet
 * @param maxAbandons most given-up intents that are remembered until Kafka has taken their {@code
 *     AbandonCall}
 * @param platformTimeout from receipt of a brake for the whole platform until it is answered though
 *     ledgers are missing
 * @param projectionsGroup consumer group of the projections: its places say how much of the events
 *     {@code countersign.controls} holds
 * @param intake whether {@code countersign.intake} is read
 * @param publicUrl base of the pages that people open, for links in answers
 */
public record IngestSettings(
    Duration answerTimeout,
    int maxWaiting,
    Duration maxWait,
    int maxPolls,
    int recentCalls,
    int maxBodyBytes,
    int maxObservationBytes,
    int maxObservationLines,
    int observationsInFlight,
    int appendQueue,
    long appendBufferBytes,
    int maxAbandons,
    Duration platformTimeout,
    String projectionsGroup,
    boolean intake,
    URI publicUrl) {

  private static final Duration SHORTEST = Duration.ofMillis(100);
  private static final Duration LONGEST = Duration.ofSeconds(30);

  /** What holds when nothing is configured. */
  public static final IngestSettings DEFAULT =
      new IngestSettings(
          Duration.ofSeconds(2),
          10_000,
          Duration.ofSeconds(25),
          10_000,
          100_000,
          1024 * 1024,
          8 * 1024 * 1024,
          5_000,
          256,
          10_000,
          64L * 1024 * 1024,
          10_000,
          Duration.ofSeconds(10),
          "countersign-projections",
          true,
          URI.create("http://localhost:8080"));

  public IngestSettings {
    between("answerTimeout", answerTimeout);
    between("maxWait", maxWait);
    between("platformTimeout", platformTimeout);
    if (projectionsGroup.isBlank()) {
      throw new IllegalArgumentException(
          "Expected the consumer group of the projections, but it is blank");
    }
    if (!publicUrl.isAbsolute() || publicUrl.getRawQuery() != null) {
      throw new IllegalArgumentException(
          "Expected an absolute public URL without a query, but was " + publicUrl);
    }
    positive("maxWaiting", maxWaiting);
    positive("maxPolls", maxPolls);
    positive("recentCalls", recentCalls);
    positive("maxBodyBytes", maxBodyBytes);
    positive("maxObservationBytes", maxObservationBytes);
    positive("maxObservationLines", maxObservationLines);
    positive("observationsInFlight", observationsInFlight);
    positive("appendQueue", appendQueue);
    positive("appendBufferBytes", appendBufferBytes);
    positive("maxAbandons", maxAbandons);
  }

  private static void positive(String name, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(
          "Expected ingest.%s of 1 or more, but was %d".formatted(name, value));
    }
  }

  private static void between(String name, Duration value) {
    if (value.compareTo(SHORTEST) < 0 || value.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "Expected ingest.%s between %s and %s, but was %s"
              .formatted(name, SHORTEST, LONGEST, value));
    }
  }
}
