package io.countersign.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class OverviewTest {
  @Test
  void countsNothingUnlessAsked() throws BadQuery {
    assertThat(parse(Map.of()).isEmpty()).isTrue();
    assertThat(parse(Map.of("facets", "tool")).isEmpty()).isFalse();
    assertThat(parse(Map.of("histogram", "auto")).isEmpty()).isFalse();
  }

  @Test
  void readsFacetsAndBars() throws BadQuery {
    assertThat(parse(Map.of("facets", "tool,verdict", "top", "50", "histogram", "1h")))
        .isEqualTo(new Overview(List.of("tool", "verdict"), 50, true, Optional.of(Interval.HOUR)));
    assertThat(parse(Map.of("histogram", "auto")).interval()).isEmpty();
  }

  @Test
  void namesTheParameterThatIsWrong() {
    refuses("facets", "");
    refuses("facets", "colour");
    refuses("facets", "tool,tool");
    refuses("facets", "text");
    refuses("facets", String.join(",", Listing.EVENTS.filters()));
    refuses("top", "0");
    refuses("top", "51");
    refuses("histogram", "2h");
  }

  @Test
  void choosesBarsThatFitTheSpan() {
    assertThat(Interval.fitting(Duration.ZERO)).isEqualTo(Interval.MINUTE);
    assertThat(Interval.fitting(Duration.ofHours(9))).isEqualTo(Interval.FIVE_MINUTES);
    assertThat(Interval.fitting(Duration.ofDays(3))).isEqualTo(Interval.HOUR);
    assertThat(Interval.fitting(Duration.ofDays(100))).isEqualTo(Interval.DAY);
    assertThat(Interval.fitting(Duration.ofDays(36_500))).isEqualTo(Interval.THIRTY_DAYS);
    assertThat(Interval.MINUTE.fits(Duration.ofMinutes(Interval.MAX_BARS - 2))).isTrue();
    assertThat(Interval.MINUTE.fits(Duration.ofMinutes(Interval.MAX_BARS - 1))).isFalse();
  }

  private static void refuses(String name, String value) {
    assertThatThrownBy(() -> parse(Map.of(name, value)))
        .isInstanceOfSatisfying(
            BadQuery.class, refused -> assertThat(refused.parameter()).isEqualTo(name));
  }

  private static Overview parse(Map<String, String> parameters) throws BadQuery {
    Map<String, List<String>> lists = new java.util.HashMap<>();
    parameters.forEach((name, value) -> lists.put(name, List.of(value)));
    return Search.parse(Listing.EVENTS, "acme", lists).overview();
  }
}
