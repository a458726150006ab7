package io.countersign.projections.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.countersign.projections.evaluation.forest.RandomCutForestScore;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.junit.jupiter.api.Test;

/** The rivals are what they say they are: a weak rival would prove nothing. */
final class RivalsTest {
  @Test
  void medianDeviationIsThatOfTheLastTwoDays() {
    MedianDeviation score = new MedianDeviation();
    Deque<Integer> last = new ArrayDeque<>();
    Chance chance = new Chance(3);
    for (int i = 0; i < 2000; i++) {
      int count = chance.poisson(chance.happens(0.05) ? 60 : 8);
      double expected = last.size() < 12 ? 0 : bySorting(last, count);
      assertThat(score.next(count)).as("bin %s", i).isCloseTo(expected, within(1e-9));
      last.addLast(count);
      if (last.size() > 576) {
        last.removeFirst();
      }
    }
  }

  private static double bySorting(Deque<Integer> last, int count) {
    int[] sorted = last.stream().mapToInt(Integer::intValue).sorted().toArray();
    int median = sorted[sorted.length / 2];
    int[] distances = Arrays.stream(sorted).map(x -> Math.abs(x - median)).sorted().toArray();
    double deviation = Math.max(0.5, 1.4826 * distances[distances.length / 2]);
    return count > median ? (count - median) / deviation : 0;
  }

  @Test
  void movingAverageFindsAnOutlierOfSteadyCounts() {
    MovingAverage score = new MovingAverage();
    Chance chance = new Chance(4);
    double most = 0;
    for (int i = 0; i < 3000; i++) {
      double strange = score.next(chance.poisson(20));
      most = i < 1000 ? 0 : Math.max(most, strange);
    }
    assertThat(most).isBetween(2.5, 6.0);
    assertThat(score.next(80)).isGreaterThan(2 * most);
  }

  @Test
  void forestFindsAnOutlierOfSteadyCounts() {
    RandomCutForestScore score = new RandomCutForestScore(x -> x);
    Chance chance = new Chance(5);
    double most = 0;
    for (int i = 0; i < 2000; i++) {
      double strange = score.next(chance.poisson(20));
      most = i < 1000 ? 0 : Math.max(most, strange);
    }
    assertThat(score.next(120)).isGreaterThan(1.5 * most);
  }

  @Test
  void chanceHasTheMomentsItSays() {
    Chance chance = new Chance(6);
    int draws = 40_000;
    double sum = 0;
    double squares = 0;
    double poisson = 0;
    for (int i = 0; i < draws; i++) {
      double gamma = chance.gamma(0.5);
      sum += gamma;
      squares += gamma * gamma;
      poisson += chance.poisson(75);
    }
    double mean = sum / draws;
    assertThat(mean).isCloseTo(1, within(0.02));
    assertThat(squares / draws - mean * mean).isCloseTo(0.5, within(0.03));
    assertThat(poisson / draws).isCloseTo(75, within(0.3));
  }
}
