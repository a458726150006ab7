package io.countersign.projections.alert.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SeriesDetectorTest {
  private static final Path GOLDEN =
      Path.of(System.getProperty("basedir", ".")).resolve("src/test/resources/golden");
  private static final Duration NOON_OF_DAY_9 = Duration.ofHours(9 * 24 + 12);

  private static Counting tenDaysBeforeNoon(long seed, double rate) {
    return new Counting(seed).steadily(Duration.ZERO, NOON_OF_DAY_9, rate);
  }

  @Test
  void tellsABurstWithinItsFirstBin() {
    Counting counting = tenDaysBeforeNoon(1, 0.5);
    int before = counting.bursts().size();
    counting.burst(NOON_OF_DAY_9.plusSeconds(10), 30);
    List<Burst> bursts = counting.bursts().subList(before, counting.bursts().size());
    assertThat(bursts).isNotEmpty();
    Burst first = bursts.getFirst();
    assertThat(first.opens()).isTrue();
    assertThat(first.observed()).isLessThan(20);
    assertThat(first.endMillis())
        .isEqualTo(Counting.START + NOON_OF_DAY_9.plusMinutes(5).toMillis());
    assertThat(first.probability()).isLessThan(1e-4);
    assertThat(first.bound()).isBetween((long) first.expected(), first.observed());
    assertThat(first.sameHour()).hasSize(7).allMatch(most -> most < first.observed());
    assertThat(first.baselineAge()).isBetween(Duration.ofDays(9), Duration.ofDays(10));
    assertThat(first.parameters()).isEqualTo(Parameters.CURRENT);
  }

  @Test
  void saysMoreWhenItsCountHasDoubledOrABinHasBegun() {
    Counting counting = tenDaysBeforeNoon(1, 0.5);
    int before = counting.bursts().size();
    counting.burst(NOON_OF_DAY_9.plusSeconds(10), 40);
    List<Burst> bursts = counting.bursts().subList(before, counting.bursts().size());
    Burst first = bursts.getFirst();
    assertThat(bursts.get(1).tellsMoreThan(first)).isFalse();
    assertThat(bursts.getLast().tellsMoreThan(first)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void neverAlertsBelowItsSupport(long seed) {
    Counting counting = new Counting(seed).steadily(Duration.ZERO, Duration.ofDays(12), 0.01);
    for (int day = 12; day < 40; day++) {
      counting.burst(Duration.ofDays(day), Parameters.CURRENT.minimumSupport() - 1);
    }
    assertThat(counting.bursts())
        .allMatch(burst -> burst.observed() >= Parameters.CURRENT.minimumSupport());
    assertThat(counting.openings(Duration.ofDays(13), Duration.ofDays(40))).isEmpty();
  }

  @Test
  void isSilentInItsFirstHour() {
    Counting counting = new Counting(1).burst(Duration.ofMinutes(1), 3000);
    assertThat(counting.bursts()).isEmpty();
  }

  @Test
  void isStricterInItsFirstDay() {
    Parameters parameters = Parameters.CURRENT;
    assertThat(parameters.strictness(Duration.ofHours(1)))
        .isEqualTo(parameters.firstDayThreshold());
    assertThat(parameters.strictness(Duration.ofHours(12))).isBetween(1.0, 3.0);
    assertThat(parameters.strictness(Duration.ofDays(1))).isEqualTo(1);
    assertThat(parameters.limit(Duration.ofHours(2)))
        .isLessThan(parameters.limit(Duration.ofDays(3)));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void givesTheSameWhereverItsStateIsWrittenAndReadBetween(long seed) {
    Duration until = Duration.ofDays(4);
    Counting straight = new Counting(seed).steadily(Duration.ZERO, until, 2).burst(until, 60);
    Counting broken =
        new Counting(seed).restartingAlways().steadily(Duration.ZERO, until, 2).burst(until, 60);
    assertThat(broken.bursts()).isEqualTo(straight.bursts()).isNotEmpty();
    assertThat(broken.detector().write()).isEqualTo(straight.detector().write());
  }

  @Test
  void countsEqualTimesOneByOneOrTogether() {
    SeriesDetector together =
        SeriesDetector.begin(Counting.START, Prior.UNKNOWN, Parameters.CURRENT);
    SeriesDetector single = SeriesDetector.begin(Counting.START, Prior.UNKNOWN, Parameters.CURRENT);
    SplittableRandom random = new SplittableRandom(11);
    long millis = Counting.START;
    for (int i = 0; i < 3000; i++) {
      millis += random.nextInt(600_000);
      int count = 1 + random.nextInt(4);
      Optional<Burst> last = Optional.empty();
      for (int j = 0; j < count; j++) {
        last = single.count(millis, 1);
      }
      assertThat(together.count(millis, count)).isEqualTo(last);
    }
    assertThat(together.write()).isEqualTo(single.write());
  }

  @Test
  void findsMoreNeverLikelier() {
    byte[] state = tenDaysBeforeNoon(5, 3).detector().write();
    double before = 1;
    for (int count = 10; count < 400; count += 7) {
      SeriesDetector detector = SeriesDetector.read(state, Parameters.CURRENT);
      double probability =
          detector
              .count(Counting.START + NOON_OF_DAY_9.plusSeconds(5).toMillis(), count)
              .map(Burst::probability)
              .orElse(1.0);
      assertThat(probability).as("of %s", count).isLessThanOrEqualTo(before);
      before = probability;
    }
    assertThat(before).isLessThan(1e-20);
  }

  @Test
  void countsALateEventWhereItBelongs() {
    Duration bin = NOON_OF_DAY_9;
    Counting counting = tenDaysBeforeNoon(1, 0.5).burst(bin.plusMinutes(1), 6);
    counting.at(bin.plusMinutes(6), 1);
    int before = counting.bursts().size();
    counting.at(bin.plusMinutes(4), 20);
    assertThat(counting.bursts()).hasSize(before + 1);
    assertThat(counting.bursts().getLast().endMillis())
        .isEqualTo(Counting.START + bin.plusMinutes(5).toMillis());
  }

  @Test
  void countsAnEventThatIsTooLateInTheOldestBinThatStillFills() {
    Counting counting = tenDaysBeforeNoon(1, 0.5);
    counting.at(NOON_OF_DAY_9.plusMinutes(3), 1).at(NOON_OF_DAY_9.minusHours(5), 40);
    assertThat(counting.bursts().getLast().endMillis())
        .isEqualTo(Counting.START + NOON_OF_DAY_9.plusMinutes(5).toMillis());
  }

  @Test
  void leavesANightlyBatchAloneFromTheThirdNightOn() {
    Counting counting = new Counting(3);
    for (int day = 0; day < 14; day++) {
      Duration midnight = Duration.ofDays(day);
      counting
          .steadily(midnight, midnight.plusHours(2), 0.5)
          .burst(midnight.plusHours(2).plusMinutes(day % 5), 80)
          .steadily(midnight.plusHours(3), midnight.plusDays(1), 0.5);
    }
    assertThat(counting.openings(Duration.ZERO, Duration.ofDays(3))).isNotEmpty();
    for (int day = 3; day < 14; day++) {
      Duration night = Duration.ofDays(day).plusHours(2);
      assertThat(counting.openings(night, night.plusHours(1))).as("night %s", day).isEmpty();
    }
  }

  @Test
  void tellsAShiftOfTheLevelOnceAndAcceptsItAfterADay() {
    Duration shift = Duration.ofDays(10);
    Counting counting =
        new Counting(4).steadily(Duration.ZERO, shift, 4).steadily(shift, shift.plusDays(3), 16);
    assertThat(counting.openings(shift, shift.plusHours(1))).isNotEmpty();
    assertThat(counting.openings(shift.plusHours(2), shift.plusDays(3))).isEmpty();
    assertThat(counting.detector().ratePerBin()).isBetween(13.0, 19.0);
  }

  @Test
  void acceptsAShiftAtOnceWhenAnOperatorSaysSo() {
    Duration shift = Duration.ofDays(10);
    Counting counting =
        new Counting(4).steadily(Duration.ZERO, shift, 4).steadily(shift, shift.plusHours(3), 16);
    assertThat(counting.detector().ratePerBin()).isLessThan(8);
    counting
        .detector()
        .accept(Counting.START + shift.toMillis(), Counting.START + shift.plusHours(3).toMillis());
    assertThat(counting.detector().ratePerBin()).isGreaterThan(12);
  }

  @Test
  void staysSilentAtTheTimeOfDayThatAnOperatorExpects() {
    Duration night = Duration.ofDays(10).plusHours(3);
    Counting counting = new Counting(6).steadily(Duration.ZERO, night, 0.3).burst(night, 60);
    assertThat(counting.openings(night, night.plusMinutes(5))).isNotEmpty();
    counting.steadily(night.plusMinutes(10), night.plusHours(5), 0.3);
    counting
        .detector()
        .accept(Counting.START + night.toMillis(), Counting.START + night.plusHours(1).toMillis());
    Duration again = night.plusDays(3);
    counting.steadily(night.plusHours(5), again, 0.3).burst(again, 60);
    assertThat(counting.openings(again, again.plusMinutes(5))).isEmpty();
    Duration atNoon = again.plusHours(9);
    counting.steadily(again.plusMinutes(5), atNoon, 0.3).burst(atNoon, 60);
    assertThat(counting.openings(atNoon, atNoon.plusMinutes(5))).isNotEmpty();
  }

  @Test
  void beginsAgainAfterThirtyDaysOfNothing() {
    Counting counting = tenDaysBeforeNoon(1, 0.5);
    Duration later = NOON_OF_DAY_9.plusDays(31);
    int before = counting.bursts().size();
    counting.burst(later, 500);
    assertThat(counting.bursts()).hasSize(before);
    assertThat(counting.detector().latestMillis())
        .isEqualTo(Counting.START + later.plusSeconds(499).toMillis());
  }

  @Test
  void keepsItsStateSmall() {
    Counting counting = tenDaysBeforeNoon(7, 20);
    for (int day = 0; day < 8; day++) {
      counting
          .detector()
          .accept(Counting.START + day * Counting.DAY, Counting.START + (day + 1) * Counting.DAY);
    }
    assertThat(counting.detector().write().length).isBetween(1000, SeriesDetector.MAX_SIZE);
  }

  @Test
  void writesTheFormOfItsGoldenFile() throws IOException {
    Counting counting = tenDaysBeforeNoon(8, 3).burst(NOON_OF_DAY_9, 100);
    counting
        .detector()
        .accept(
            Counting.START + 8 * Counting.DAY, Counting.START + 8 * Counting.DAY + Counting.HOUR);
    String written = HexFormat.of().formatHex(counting.detector().write());
    Path golden = GOLDEN.resolve("series-detector.v1.hex");
    if (Boolean.getBoolean("golden.renew")) {
      Files.createDirectories(GOLDEN);
      Files.writeString(golden, written.replaceAll("(.{64})", "$1\n") + "\n");
    }
    String stored = Files.readString(golden).replaceAll("\\s", "");
    byte[] state = HexFormat.of().parseHex(stored);
    assertThat(HexFormat.of().formatHex(SeriesDetector.read(state, Parameters.CURRENT).write()))
        .isEqualTo(stored);
    assertThat(written)
        .as(
            "Expected the state as the golden file has it. A released form never changes: add another."
                + " Renew with -Dgolden.renew=true only before a release.")
        .isEqualTo(stored);
  }

  @Test
  void refusesAnotherForm() {
    byte[] state = tenDaysBeforeNoon(1, 0.5).detector().write();
    state[0] = 2;
    assertThatThrownBy(() -> SeriesDetector.read(state, Parameters.CURRENT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("rebuild the alerts");
    assertThatThrownBy(() -> SeriesDetector.read(new byte[0], Parameters.CURRENT))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesCountsOutOfRange() {
    SeriesDetector detector = new Counting(1).detector();
    assertThatThrownBy(() -> detector.count(Counting.START, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Expected 1 to");
    assertThatThrownBy(() -> detector.count(Counting.START, SeriesDetector.MAX_INCREMENT + 1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
