package io.countersign.approvals.notice;

import java.time.Duration;
import java.util.Optional;

/**
 * When to try again: each pause is three times as long as the one before, give or take a fifth, so
 * that many that failed together do not come back together.
 *
 * @param attempts how often to try at most, from 1
 * @param first the first pause
 * @param longest the longest pause, also when a channel asks for more
 */
public record RetryPlan(int attempts, Duration first, Duration longest) {
  /** Five attempts within about ten minutes. */
  public static final RetryPlan DEFAULT =
      new RetryPlan(5, Duration.ofSeconds(15), Duration.ofMinutes(7));

  private static final int FACTOR = 3;
  private static final double SPREAD = 0.4;

  public RetryPlan {
    if (attempts < 1 || attempts > 16) {
      throw new IllegalArgumentException("Expected 1 to 16 attempts, but was " + attempts);
    }
    if (first.isNegative() || first.isZero() || first.compareTo(longest) > 0) {
      throw new IllegalArgumentException(
          "Expected a first pause of more than zero and at most the longest (%s), but was %s"
              .formatted(longest, first));
    }
  }

  /**
   * How long to wait after an attempt.
   *
   * @param attempt the attempt that failed, from 1
   * @param asked how long the channel asks to be left alone
   * @param chance from 0 to 1
   */
  Duration pause(int attempt, Optional<Duration> asked, double chance) {
    Duration pause = first;
    for (int i = 1; i < attempt && pause.compareTo(longest) < 0; i++) {
      pause = pause.multipliedBy(FACTOR);
    }
    pause = shorter(pause, longest);
    long spread = (long) (pause.toMillis() * (1 - SPREAD / 2 + SPREAD * chance));
    Duration least = asked.map(wish -> shorter(wish, longest)).orElse(Duration.ZERO);
    Duration own = Duration.ofMillis(spread);
    return own.compareTo(least) >= 0 ? own : least;
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) <= 0 ? one : other;
  }
}
