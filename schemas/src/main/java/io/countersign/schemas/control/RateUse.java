package io.countersign.schemas.control;

import java.time.Instant;

/**
 * Where a rate limit stands for one subject. A rate such as 7 calls a minute has no whole number of
 * microseconds between two calls; {@code fraction} keeps what the rounding would lose, so that no
 * caller gains or loses anything however long it goes on.
 *
 * @param limitId the limit
 * @param subject whose calls are counted
 * @param fullAt theoretical arrival time, rounded up to a microsecond: from then on the whole burst
 *     is free again
 * @param fraction by how much it is rounded up, in microseconds times the calls of the rate; from 0
 *     to less than those calls
 */
public record RateUse(String limitId, String subject, Instant fullAt, long fraction) {
  public RateUse {
    if (fraction < 0) {
      throw new IllegalArgumentException(
          "Expected a fraction of zero or more, but was " + fraction);
    }
  }

  /** A theoretical arrival time of whole microseconds. */
  public RateUse(String limitId, String subject, Instant fullAt) {
    this(limitId, subject, fullAt, 0);
  }
}
