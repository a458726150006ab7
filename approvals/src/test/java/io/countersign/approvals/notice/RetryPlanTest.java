package io.countersign.approvals.notice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RetryPlanTest {
  private static Duration pause(int attempt, double chance) {
    return RetryPlan.DEFAULT.pause(attempt, Optional.empty(), chance);
  }

  @Test
  void waitsThreeTimesAsLongEachTime() {
    assertThat(IntStream.range(1, 6).mapToObj(attempt -> pause(attempt, 0.5).toSeconds()))
        .containsExactly(15L, 45L, 135L, 405L, 420L);
  }

  @Test
  void triesForAboutTenMinutes() {
    long seconds =
        IntStream.range(1, 5).mapToLong(attempt -> pause(attempt, 0.5).toSeconds()).sum();
    assertThat(seconds).isEqualTo(600);
  }

  @Test
  void spreadsByAFifth() {
    assertThat(pause(1, 0)).isEqualTo(Duration.ofSeconds(12));
    assertThat(pause(1, 1)).isEqualTo(Duration.ofSeconds(18));
  }

  @Test
  void waitsAsLongAsItIsAskedToButNotForEver() {
    RetryPlan plan = RetryPlan.DEFAULT;
    assertThat(plan.pause(1, Optional.of(Duration.ofSeconds(60)), 0.5))
        .isEqualTo(Duration.ofSeconds(60));
    assertThat(plan.pause(1, Optional.of(Duration.ofSeconds(1)), 0.5))
        .isEqualTo(Duration.ofSeconds(15));
    assertThat(plan.pause(1, Optional.of(Duration.ofDays(1)), 0.5)).isEqualTo(plan.longest());
  }

  @Test
  void refusesPlansThatMakeNoSense() {
    assertThatThrownBy(() -> new RetryPlan(0, Duration.ofSeconds(1), Duration.ofSeconds(2)))
        .hasMessageContaining("Expected 1 to 16 attempts");
    assertThatThrownBy(() -> new RetryPlan(1, Duration.ofSeconds(3), Duration.ofSeconds(2)))
        .hasMessageContaining("Expected a first pause");
  }
}
