package io.countersign.approvals.budget;

import io.countersign.schemas.control.Rate;
import io.countersign.schemas.control.RateUse;
import java.math.BigInteger;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * The generic cell rate algorithm (ITU-T I.371, annex A; here as a virtual schedule) in exact
 * arithmetic: in no interval pass more than {@code burst + calls * length / per} calls, and who
 * comes no faster than the rate is never refused.
 *
 * <p>Time is counted in microseconds times the calls of the rate. In this measure two calls are
 * {@code perMillis * 1000} apart, a whole number, so nothing is ever rounded.
 */
public final class Gcra {
  /** A schedule never runs ahead further than this, whatever the burst: 36,500 days. */
  private static final long MOST_AHEAD_MICROS = 36_500L * 24 * 60 * 60 * 1_000_000;

  private Gcra() {}

  /** Whether one more call may pass. */
  public sealed interface Answer {}

  /**
   * It may.
   *
   * @param fullAt when all of the burst is free again after it, rounded up to a microsecond
   * @param fraction by how much that is rounded up, in microseconds times the calls of the rate
   */
  public record Free(Instant fullAt, long fraction) implements Answer {}

  /**
   * It may not.
   *
   * @param freeAt the first moment at which one may
   */
  public record Busy(Instant freeAt) implements Answer {}

  /**
   * Asks for one call at {@code now}.
   *
   * @param use where the rate stands; absent when all of the burst is free
   */
  public static Answer ask(Rate rate, @Nullable RateUse use, Instant now) {
    BigInteger calls = BigInteger.valueOf(rate.calls());
    BigInteger apart = BigInteger.valueOf(Math.multiplyExact(rate.perMillis(), 1_000L));
    BigInteger burst = apart.multiply(BigInteger.valueOf(rate.burst() - 1));
    BigInteger longest =
        BigInteger.valueOf(MOST_AHEAD_MICROS).multiply(calls).subtract(apart).min(burst);
    BigInteger ahead = ahead(rate, use, now);
    if (ahead.compareTo(longest) > 0) {
      return new Busy(plusMicros(now, ceilDiv(ahead.subtract(longest), calls)));
    }
    BigInteger after = ahead.add(apart);
    BigInteger micros = ceilDiv(after, calls);
    return new Free(
        plusMicros(now, micros), micros.multiply(calls).subtract(after).longValueExact());
  }

  /** How far the schedule is ahead of {@code now}. */
  private static BigInteger ahead(Rate rate, @Nullable RateUse use, Instant now) {
    if (use == null || !use.fullAt().isAfter(now)) {
      return BigInteger.ZERO;
    }
    // The fraction of another rate is less than a microsecond of this one, or is left out.
    long fraction = use.fraction() < rate.calls() ? use.fraction() : 0;
    return BigInteger.valueOf(ChronoUnit.MICROS.between(now, use.fullAt()))
        .multiply(BigInteger.valueOf(rate.calls()))
        .subtract(BigInteger.valueOf(fraction));
  }

  private static BigInteger ceilDiv(BigInteger value, BigInteger divisor) {
    BigInteger[] parts = value.divideAndRemainder(divisor);
    return parts[1].signum() == 0 ? parts[0] : parts[0].add(BigInteger.ONE);
  }

  private static Instant plusMicros(Instant now, BigInteger micros) {
    return now.plus(micros.longValueExact(), ChronoUnit.MICROS);
  }
}
