package io.countersign.schemas.registry;

import java.time.Duration;

/**
 * How long the client tries, and how much it holds.
 *
 * @param requestTimeout for one request, answer's body included
 * @param rounds how often each URL is tried before giving up
 * @param firstBackoff pause after the first round; doubles with each further one
 * @param maxBackoff the longest pause
 * @param cachedSchemas how many schemas and how many ids are remembered
 * @param maxAnswerBytes the largest answer that is read
 */
public record RegistryLimits(
    Duration requestTimeout,
    int rounds,
    Duration firstBackoff,
    Duration maxBackoff,
    int cachedSchemas,
    int maxAnswerBytes) {

  /** For a role in production: gives up after about half a minute against a registry that hangs. */
  public static final RegistryLimits DEFAULT =
      new RegistryLimits(
          Duration.ofSeconds(5),
          5,
          Duration.ofMillis(100),
          Duration.ofSeconds(2),
          1000,
          4 * 1024 * 1024);

  public RegistryLimits {
    if (!requestTimeout.isPositive() || firstBackoff.isNegative() || maxBackoff.isNegative()) {
      throw new IllegalArgumentException(
          "Expected a positive timeout and pauses that are not negative, but was %s, %s and %s"
              .formatted(requestTimeout, firstBackoff, maxBackoff));
    }
    if (rounds < 1 || cachedSchemas < 1 || maxAnswerBytes < 1) {
      throw new IllegalArgumentException(
          "Expected at least one round, one cached schema and one byte, but was %d, %d and %d"
              .formatted(rounds, cachedSchemas, maxAnswerBytes));
    }
  }

  /** The pause after this round; rounds count from 0. */
  Duration backoff(int round) {
    Duration pause = firstBackoff.multipliedBy(1L << Math.min(round, 20));
    return pause.compareTo(maxBackoff) < 0 ? pause : maxBackoff;
  }
}
