package io.countersign.projections.alert.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class TopEntitiesTest {
  private static final long START = Counting.START;

  @Test
  void givesEachItsOwnSeriesWhileThereIsRoom() {
    TopEntities table = new TopEntities(2);
    assertThat(table.place("a", START).name()).isEqualTo("a");
    assertThat(table.place("b", START).name()).isEqualTo("b");
    assertThat(table.place("c", START).name()).isEqualTo(Series.OTHER);
    assertThat(table.size()).isEqualTo(2);
  }

  @Test
  void givesANewcomerASeriesOnceItWasSurelySeenFiveTimes() {
    TopEntities table = new TopEntities(1);
    table.place("old", START);
    assertThat(table.place("new", START).forgotten()).containsExactly("old");
    for (int i = 0; i < 3; i++) {
      assertThat(table.place("new", START).name()).isEqualTo(Series.OTHER);
    }
    assertThat(table.place("new", START).name()).isEqualTo("new");
  }

  @Test
  void keepsTheBusyWhenNamesAreInvented() {
    TopEntities table = new TopEntities(20);
    Set<String> forgotten = new HashSet<>();
    for (int i = 0; i < 50_000; i++) {
      String name = i % 4 == 0 ? "busy-" + i / 4 % 3 : "invented-" + i;
      forgotten.addAll(table.place(name, START + i * 1000L).forgotten());
      assertThat(table.size()).isLessThanOrEqualTo(20);
    }
    for (String busy : List.of("busy-0", "busy-1", "busy-2")) {
      assertThat(table.place(busy, START + 50_000_000L).name()).isEqualTo(busy);
      assertThat(forgotten).doesNotContain(busy);
    }
  }

  @Test
  void forgetsWhoWasNotSeenForThirtyDays() {
    TopEntities table = new TopEntities(5);
    table.place("gone", START);
    assertThat(table.place("here", START + 33 * Counting.DAY).forgotten()).containsExactly("gone");
  }

  @Test
  void givesTheSameWhereverItsStateIsWrittenAndReadBetween() {
    TopEntities straight = new TopEntities(7);
    TopEntities broken = new TopEntities(7);
    for (int i = 0; i < 3000; i++) {
      String name = "name-" + (i * 7919L % 23) * (i % 3);
      long millis = START + i * 400_000L;
      assertThat(broken.place(name, millis)).isEqualTo(straight.place(name, millis));
      broken = TopEntities.read(broken.write());
    }
    assertThat(broken.write()).isEqualTo(straight.write());
  }

  @Test
  void refusesAnotherFormAndATableThatEndsEarly() {
    byte[] state = new TopEntities(3).write();
    assertThatThrownBy(() -> TopEntities.read(new byte[] {9}))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> TopEntities.read(java.util.Arrays.copyOf(state, 6)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("ends early");
  }

  @Test
  void priorsAreMedians() {
    assertThat(Prior.median(List.of())).isEqualTo(Prior.UNKNOWN);
    assertThat(Prior.median(List.of(9.0, 1.0, 2.0))).isEqualTo(new Prior(2));
    assertThat(Prior.median(List.of(0.0))).isEqualTo(new Prior(0.001));
  }
}
