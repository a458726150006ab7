package io.countersign.testkit.avro;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class EventReferenceTest {
  @Test
  void isWhatTheDocsShow() {
    Golden.compare(
        Golden.EVENTS_MD,
        EventReference.markdown(),
        "docs/events.md is made from the schemas and the codes");
  }

  @Test
  void linksOnlyToPlacesOfItsOwn() {
    String page = EventReference.markdown();
    List<String> anchors =
        Stream.concat(
                matches("(?m)^#+ (.+)$", page).map(heading -> heading.toLowerCase(Locale.ROOT)),
                matches("<a id=\"([^\"]+)\">", page))
            .toList();
    assertThat(anchors).doesNotHaveDuplicates().contains("cs2001w", "intentrecorded", "actor");
    assertThat(matches("\\]\\(#([^)]+)\\)", page)).isNotEmpty().allMatch(anchors::contains);
  }

  private static Stream<String> matches(String pattern, String text) {
    return Pattern.compile(pattern).matcher(text).results().map((MatchResult m) -> m.group(1));
  }
}
