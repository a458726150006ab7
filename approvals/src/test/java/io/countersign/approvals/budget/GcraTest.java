package io.countersign.approvals.budget;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.schemas.control.Rate;
import io.countersign.schemas.control.RateUse;
import java.math.BigInteger;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GcraTest {
  private static final Instant START = Instant.parse("2026-11-20T09:00:00Z");

  private @Nullable RateUse use;

  private boolean passes(Rate rate, Instant now) {
    return switch (Gcra.ask(rate, use, now)) {
      case Gcra.Free free -> {
        use = new RateUse("limit", "", free.fullAt(), free.fraction());
        yield true;
      }
      case Gcra.Busy busy -> {
        assertThat(busy.freeAt()).isAfter(now);
        yield false;
      }
    };
  }

  @Test
  void letsABurstPassAndThenOneAtATime() {
    Rate rate = new Rate(6, 60_000, 3);
    for (int i = 0; i < 3; i++) {
      assertThat(passes(rate, START)).isTrue();
    }
    assertThat(Gcra.ask(rate, use, START)).isEqualTo(new Gcra.Busy(START.plusSeconds(10)));
    assertThat(passes(rate, START.plusMillis(9_999))).isFalse();
    assertThat(passes(rate, START.plusSeconds(10))).isTrue();
    assertThat(passes(rate, START.plusSeconds(10))).isFalse();
  }

  @Test
  void givesAllOfTheBurstBackInTime() {
    Rate rate = new Rate(6, 60_000, 3);
    for (int i = 0; i < 3; i++) {
      assertThat(passes(rate, START)).isTrue();
    }
    assertThat(use).isEqualTo(new RateUse("limit", "", START.plusSeconds(30)));
    for (int i = 0; i < 3; i++) {
      assertThat(passes(rate, START.plusSeconds(30))).isTrue();
    }
  }

  /** A row whose time has come says no more than no row. */
  @Test
  void needsNoMemoryOfWhatIsFree() {
    Rate rate = new Rate(7, 1_000, 2);
    RateUse past = new RateUse("limit", "", START, 6);
    assertThat(Gcra.ask(rate, past, START)).isEqualTo(Gcra.ask(rate, null, START));
  }

  @ParameterizedTest
  @CsvSource({
    "3, 1000",
    "7, 1000",
    "1000, 1000",
    "999999937, 2678400000",
    "600, 59999",
    "1, 1",
    "997, 991",
    "1, 2678400000"
  })
  void neitherGivesNorTakesAnythingFromWhoComesAtExactlyTheRate(long calls, long perMillis) {
    Rate rate = new Rate(calls, perMillis, 2);
    // The first call takes the whole burst, so that there is no slack to hide an error in.
    assertThat(passes(rate, START)).isTrue();
    for (long n = 0; n < 20_000; n++) {
      assertThat(passes(rate, due(rate, n))).as("call %s", n).isTrue();
      assertThat(Gcra.ask(rate, use, due(rate, n + 1).minusNanos(1_000)))
          .as("a microsecond before call %s", n + 1)
          .isEqualTo(new Gcra.Busy(due(rate, n + 1)));
    }
  }

  /** When the n-th call is due, n * per / calls after the first, in whole microseconds. */
  private static Instant due(Rate rate, long n) {
    BigInteger[] micros =
        BigInteger.valueOf(n)
            .multiply(BigInteger.valueOf(rate.perMillis() * 1_000))
            .divideAndRemainder(BigInteger.valueOf(rate.calls()));
    long rounded = micros[0].longValueExact() + micros[1].signum();
    return START.plus(rounded, ChronoUnit.MICROS);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void neverLetsMorePassThanBurstAndRate(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < 40; round++) {
      Rate rate =
          new Rate(
              1 + random.nextInt(random.nextBoolean() ? 20 : 100_000),
              1 + random.nextInt(random.nextBoolean() ? 1_000 : 100_000_000),
              1 + random.nextInt(20));
      use = null;
      long meanGapMillis = 1 + 2 * rate.perMillis() / rate.calls() / (1 + random.nextInt(4));
      long elapsed = 0;
      long passed = 0;
      long refused = 0;
      // Between calls i and j: j - i + 1 <= burst + calls * (tj - ti) / per, without dividing.
      BigInteger least = null;
      for (int n = 0; n < 2_000; n++) {
        elapsed += random.nextInt(3) == 0 ? 0 : random.nextLong(meanGapMillis + 1);
        if (!passes(rate, START.plusMillis(elapsed))) {
          refused++;
          continue;
        }
        BigInteger spent = BigInteger.valueOf(rate.calls()).multiply(BigInteger.valueOf(elapsed));
        BigInteger per = BigInteger.valueOf(rate.perMillis());
        BigInteger before = per.multiply(BigInteger.valueOf(passed)).subtract(spent);
        least = least == null ? before : least.min(before);
        passed++;
        BigInteger after = per.multiply(BigInteger.valueOf(passed)).subtract(spent);
        assertThat(after.subtract(least))
            .as("seed %s, round %s: %s, call %s", seed, round, rate, n)
            .isLessThanOrEqualTo(per.multiply(BigInteger.valueOf(rate.burst())));
      }
      assertThat(passed + refused).isEqualTo(2_000);
      assertThat(passed).isPositive();
    }
  }

  /** Refusals are as late as they can be: one more would break the law. */
  @ParameterizedTest
  @ValueSource(longs = {21, 22})
  void refusesOnlyWhatWouldBreakTheLaw(long seed) {
    Random random = new Random(seed);
    Rate rate = new Rate(7, 1_000, 4);
    for (int n = 0; n < 5_000; n++) {
      Instant now = START.plusMillis(n * 60L + random.nextInt(60));
      if (Gcra.ask(rate, use, now) instanceof Gcra.Busy busy) {
        assertThat(Gcra.ask(rate, use, busy.freeAt())).isInstanceOf(Gcra.Free.class);
        assertThat(Gcra.ask(rate, use, busy.freeAt().minusNanos(1_000)))
            .as("seed %s, call %s", seed, n)
            .isInstanceOf(Gcra.Busy.class);
      } else {
        assertThat(passes(rate, now)).isTrue();
      }
    }
  }

  @Test
  void staysWithinWhatATimeCanSay() {
    Rate rate = new Rate(1, 31L * 24 * 60 * 60 * 1_000, 1_000_000_000);
    int passed = 0;
    while (passes(rate, START)) {
      passed++;
    }
    assertThat(passed).isEqualTo(36_500 / 31);
  }

  @Test
  void goesOnWhenTheRateIsChanged() {
    for (int i = 0; i < 3; i++) {
      assertThat(passes(new Rate(7, 60_000, 3), START)).isTrue();
    }
    assertThat(passes(new Rate(3, 60_000, 3), START)).isTrue();
    assertThat(passes(new Rate(1_000_000_000, 1, 1_000_000_000), START)).isFalse();
    assertThat(passes(new Rate(1_000_000_000, 1, 1), START.plusSeconds(46))).isTrue();
  }
}
