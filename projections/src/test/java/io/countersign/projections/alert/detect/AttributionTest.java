package io.countersign.projections.alert.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.projections.alert.detect.Attribution.Attributed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class AttributionTest {
  private static SeriesBurst burst(Level level, String name, long observed, double expected) {
    Burst burst =
        new Burst(
            Window.FIVE_MINUTES,
            Counting.START,
            observed,
            expected,
            (long) expected + 3,
            1e-9,
            1e-9,
            Collections.nCopies(7, 0L),
            Duration.ofDays(9),
            Parameters.CURRENT);
    return new SeriesBurst(new Series("bank", Counted.DENIAL, level, name), burst);
  }

  @Test
  void tellsTheHighestThatExplainsTheRest() {
    SeriesBurst tenant = burst(Level.TENANT, "", 50, 10);
    SeriesBurst actor = burst(Level.ACTOR, "agent-7", 45, 5);
    SeriesBurst tool = burst(Level.TOOL, "wire", 42, 1);
    List<Attributed> alerts = Attribution.of(List.of(tool, actor, tenant));
    assertThat(alerts).containsExactly(new Attributed(tenant, List.of(tool, actor)));
  }

  @Test
  void tellsAToolByItselfWhenItsActorDoesNotExplainIt() {
    SeriesBurst actor = burst(Level.ACTOR, "agent-7", 120, 110);
    SeriesBurst tool = burst(Level.TOOL, "wire", 40, 1);
    assertThat(Attribution.of(List.of(actor, tool)))
        .extracting(Attributed::cause)
        .containsExactly(actor, tool);
  }

  @Test
  void explainsNoMoreThanItsExcessAllows() {
    SeriesBurst tenant = burst(Level.TENANT, "", 60, 10);
    SeriesBurst first = burst(Level.ACTOR, "a", 55, 5);
    SeriesBurst second = burst(Level.ACTOR, "b", 45, 5);
    assertThat(Attribution.of(List.of(tenant, first, second)))
        .containsExactly(new Attributed(tenant, List.of(first)), new Attributed(second, List.of()));
  }

  @Test
  void doesNotDependOnTheOrder() {
    List<SeriesBurst> bursts = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      bursts.add(burst(Level.TOOL, "tool-" + i, 20 + i % 3, 2));
      bursts.add(burst(Level.ACTOR, "actor-" + i, 30 + i % 2, 4));
    }
    bursts.add(burst(Level.TENANT, "", 140, 20));
    List<Attributed> expected = Attribution.of(bursts);
    Collections.shuffle(bursts, new Random(4));
    assertThat(Attribution.of(bursts)).isEqualTo(expected);
    assertThat(expected).allMatch(one -> one.contributors().size() <= 10);
  }

  @Test
  void makesNothingOfNothing() {
    assertThat(Attribution.of(List.of())).isEmpty();
  }
}
