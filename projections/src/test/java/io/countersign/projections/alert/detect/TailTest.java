package io.countersign.projections.alert.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TailTest {
  /** The same by summing the probabilities of all smaller counts, each from the one before. */
  private static double bySum(long count, double mean, double dispersion) {
    double size = 1 / dispersion;
    double success = mean / (mean + size);
    double probability = Math.pow(1 - success, size);
    double below = 0;
    for (long k = 0; k < count; k++) {
      below += probability;
      probability *= (k + size) / (k + 1) * success;
    }
    return 1 - below;
  }

  @ParameterizedTest
  @CsvSource({
    "5, 2, 0.5",
    "12, 3, 0.2",
    "40, 10, 1",
    "3, 0.1, 2",
    "30, 25, 0.05",
    "7, 0.6, 20",
    "1, 4, 0.3"
  })
  void agreesWithTheSumOfProbabilities(long count, double mean, double dispersion) {
    assertThat(Tail.atLeast(count, mean, dispersion))
        .isCloseTo(bySum(count, mean, dispersion), within(1e-12));
  }

  @Test
  void isPoissonsWithoutDispersion() {
    assertThat(Tail.atLeast(1, 0.5, 0)).isCloseTo(1 - Math.exp(-0.5), within(1e-14));
    assertThat(Tail.atLeast(20, 5, 1.1e-7)).isCloseTo(Tail.atLeast(20, 5, 0), within(1e-10));
  }

  @Test
  void knowsTheEnds() {
    assertThat(Tail.atLeast(0, 3, 0.5)).isEqualTo(1);
    assertThat(Tail.atLeast(1, 0, 0.5)).isZero();
    assertThat(Tail.atLeast(1_000_000, 1, 0.01)).isBetween(0.0, 1e-300);
  }

  @ParameterizedTest
  @CsvSource({"0.01, 0.2", "1, 0", "8, 0.5", "500, 0.1", "0.3, 30"})
  void boundsAreTheSmallestCountsThatHold(double mean, double dispersion) {
    long bound = Tail.bound(mean, dispersion, 0.001);
    assertThat(Tail.atLeast(bound + 1, mean, dispersion)).isLessThanOrEqualTo(0.001);
    if (bound > 0) {
      assertThat(Tail.atLeast(bound, mean, dispersion)).isGreaterThan(0.001);
    }
  }

  @Test
  void countsOfOneByteAreExactWhenSmallAndNeverTooLow() {
    for (long count = 0; count < 3_000_000; count = Math.max(count + 1, count * 101 / 100)) {
      long stored = Quantised.count(Quantised.count(count));
      assertThat(stored).isGreaterThanOrEqualTo(count).isLessThanOrEqualTo(count * 107 / 100 + 1);
      if (count <= 64) {
        assertThat(stored).isEqualTo(count);
      }
    }
  }
}
