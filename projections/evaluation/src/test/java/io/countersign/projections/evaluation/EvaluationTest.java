package io.countersign.projections.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The published comparison, at a size that a build can bear. */
final class EvaluationTest {
  private static final Evaluation SMALL = new Evaluation(20260105, 60, 15);
  private static final double BUDGET = 0.05;
  private static final int WARM = Attacks.FIRST_DAYS * GroupGenerator.MINUTES_OF_DAY;

  private static Tally tally(Trial trial) {
    double threshold = new Report(SMALL, List.of(trial)).threshold(trial, BUDGET);
    int end = SMALL.days() * GroupGenerator.MINUTES_OF_DAY;
    return Tally.of(trial.test(), threshold, WARM, end, one -> true);
  }

  @Test
  void findsMoreThanEachRivalAtTheSameBudget() {
    Tally ours = tally(SMALL.run(Evaluation.detector()));
    assertThat(ours.episodes()).isEqualTo(24);
    for (Judge rival : Evaluation.rivals()) {
      Tally theirs = tally(SMALL.run(rival));
      assertThat(ours.recall().share()).as(rival.name()).isGreaterThan(theirs.recall().share());
    }
  }

  @Test
  void printsATableOfEachKindAndTheSameOneTwice() {
    Evaluation tiny = new Evaluation(1, 10, 11);
    List<Judge> quick = List.of(Evaluation.detector(), Evaluation.rivals().getFirst());
    List<Trial> trials = new ArrayList<>();
    List<Trial> again = new ArrayList<>();
    for (Judge judge : quick) {
      Trial trial = tiny.run(judge);
      Trial second = tiny.run(judge);
      trials.add(trial);
      again.add(
          new Trial(
              second.name(),
              second.validation(),
              second.test(),
              trial.microsPerPoint(),
              second.bytes()));
    }
    String text = new Report(tiny, trials).text();
    assertThat(text)
        .contains(
            "Recall by scenario",
            "SHARED_ACTOR",
            "Cold start",
            "| Countersign |",
            "| EWMA z |",
            "### Budget 0.05",
            "### Equal false alerts on the test half");
    assertThat(new Report(tiny, again).text()).isEqualTo(text);
  }

  /** The labels are frozen: another set would need other published figures. */
  @Test
  void makesTheLabelledSetThatWasPublished() throws NoSuchAlgorithmException {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    GroupGenerator generator = new GroupGenerator(20260105, 15);
    int events = 0;
    for (int index = 0; index < 10; index++) {
      Group group = generator.group(index);
      digest.update(group.episodes().toString().getBytes(StandardCharsets.UTF_8));
      for (Stream stream : group.streams()) {
        for (int minute = stream.firstMinute(); minute < stream.minutes(); minute++) {
          digest.update((byte) stream.count(minute));
          events += stream.count(minute);
        }
      }
    }
    assertThat(events).isEqualTo(EVENTS);
    assertThat(HexFormat.of().formatHex(digest.digest())).isEqualTo(DIGEST);
  }

  private static final int EVENTS = 1_277_475;
  private static final String DIGEST =
      "b552c88ec0871b2bede8d35c4bd7014fa7b33d698875e9fa54d44c045a35431a";

  @Test
  void countsThatOfAGroupAreThoseOfItsParts() {
    for (int index = 0; index < 6; index++) {
      List<Stream> streams = new GroupGenerator(7, 11).group(index).streams();
      for (int minute = 0; minute < streams.getFirst().minutes(); minute++) {
        int actors = streams.get(1).count(minute) + streams.get(2).count(minute);
        assertThat(streams.get(0).count(minute)).isEqualTo(actors);
      }
    }
  }

  @Test
  void opensOneAlertForFlagsWithinAnHour() {
    List<Flag> flags =
        List.of(
            new Flag(10, 5, 5),
            new Flag(60, 5, 1),
            new Flag(119, 5, 1),
            new Flag(200, 5, 1),
            new Flag(300, 3, 3),
            new Flag(400, 6, 6));
    Judged judged = new Judged(1, List.of(new Episode(Scenario.BURST, 380, 390, 20)), flags);
    assertThat(judged.openings(4)).containsExactly(10, 400);
    Tally tally = Tally.of(List.of(judged), 4, 0, 1000, one -> true);
    assertThat(tally).isEqualTo(new Tally(1, 1, 1, List.of(21 * 60)));
    assertThat(tally.precision().share()).isEqualTo(0.5);
  }

  @Test
  void intervalsAreWilsons() {
    Interval interval = new Interval(8, 10);
    assertThat(interval.low()).isBetween(0.4901, 0.4903);
    assertThat(interval.high()).isBetween(0.9432, 0.9434);
    assertThat(new Interval(0, 0).low()).isZero();
  }

  @Test
  void choosesTheLowestThresholdWithinTheBudget() {
    List<Judged> groups = new ArrayList<>();
    for (int i = 1; i <= 20; i++) {
      groups.add(new Judged(1, List.of(), List.of(new Flag(i, i, i))));
    }
    Trial trial = new Trial("any", groups, List.of(), 0, 0);
    assertThat(trial.threshold(3, 0, 100)).isEqualTo(18);
    assertThat(trial.threshold(0, 0, 100)).isEqualTo(Double.MAX_VALUE);
  }

  @Test
  void comparesWithTheThresholdThatRaisesAsManyFalseAlerts() {
    Episode first = new Episode(Scenario.BURST, 100, 110, 20);
    Episode second = new Episode(Scenario.BURST, 300, 310, 20);
    Flag falseAlert = new Flag(600, 5, 5);
    Trial ours = trial(first, second, new Flag(100, 7, 7), new Flag(301, 6, 6), falseAlert);
    Trial other = trial(first, second, new Flag(100, 2, 2), new Flag(301, 9, 9), falseAlert);
    EqualFalseAlerts equal = new EqualFalseAlerts(List.of(ours, other), 0, 1000);
    assertThat(equal.recall(ours, 0)).isEqualTo(new Interval(2, 2));
    assertThat(equal.recall(other, 0)).isEqualTo(new Interval(1, 2));
    assertThat(equal.recall(other, 1)).isEqualTo(new Interval(2, 2));
    assertThat(equal.pair(other, 0)).isEqualTo(new EqualFalseAlerts.Pair(1, 0));
    assertThat(equal.pair(other, 1)).isEqualTo(new EqualFalseAlerts.Pair(0, 0));
  }

  private static Trial trial(Episode first, Episode second, Flag... flags) {
    Judged judged = new Judged(1, List.of(first, second), List.of(flags));
    return new Trial("any", List.of(), List.of(judged), 0, 0);
  }

  /** By hand: two times the tail of the binomial distribution, one half. */
  @Test
  void chancesAreMcNemars() {
    assertThat(new EqualFalseAlerts.Pair(5, 1).chance()).isEqualTo(2 * 7 / 64.0);
    assertThat(new EqualFalseAlerts.Pair(10, 0).chance()).isEqualTo(2 / 1024.0);
    assertThat(new EqualFalseAlerts.Pair(3, 3).chance()).isEqualTo(1);
  }

  @Test
  void refusesSizesOutOfRange() {
    assertThatThrownBy(() -> new Evaluation(1, 4, 20)).hasMessageContaining("Expected 5 to");
    assertThatThrownBy(() -> new Evaluation(1, 10, 10)).hasMessageContaining("Expected 11 to");
  }
}
