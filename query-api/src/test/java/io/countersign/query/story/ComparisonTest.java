package io.countersign.query.story;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.schemas.document.EventJson;
import io.countersign.schemas.json.JsonObject;
import io.countersign.testkit.RandomHistory;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Two runs side by side. */
final class ComparisonTest {
  @Test
  void findsNothingDifferentInARunAndItself() {
    Comparison same = Comparison.of(RichRun.story(), RichRun.story());
    assertThat(same.rows())
        .hasSize(RichRun.story().calls().size())
        .allSatisfy(
            row -> {
              assertThat(row.isMatched()).isTrue();
              assertThat(ComparisonJson.different(row)).isEmpty();
            });
  }

  @Test
  void tellsWhatOnlyOneRunHasAndWhatDiffers() throws Exception {
    StoryView whole = RichRun.story();
    StoryView then = StoryView.of(RichRun.read(Cut.position("9")));
    Comparison comparison = Comparison.of(then, whole);
    assertThat(comparison.rows().stream().filter(Comparison.Row::isMatched)).hasSize(2);
    assertThat(comparison.rows().stream().filter(row -> row.left().isEmpty())).hasSize(4);
    assertThat(ComparisonJson.different(comparison.rows().get(1)))
        .containsExactly("approval", "outcome", "used");
    GoldenStory.compare("comparison.md", StoryForm.MARKDOWN.tell(comparison).orElseThrow());
  }

  @Test
  void namesArgumentsByPointer() {
    StoryView story = RichRun.story();
    CallTold left = story.calls().get(1);
    CallTold right = story.calls().get(3);
    JsonObject differences =
        ComparisonJson.arguments(new Comparison.Row(Optional.of(left), Optional.of(right)));
    assertThat(differences.toJson()).contains("/id", "/note", "REMOVED", RichRun.TICKET);
  }

  /** However two histories differ, no call is lost or told twice, and both keep their order. */
  @Test
  void keepsEveryCallAndTheirOrder() {
    for (long seed = 1; seed <= 5; seed++) {
      StoryView left = random(seed);
      StoryView right = random(seed + 100);
      Comparison comparison = Comparison.of(left, right);
      assertThat(comparison.rows().stream().flatMap(row -> row.left().stream()).toList())
          .as("seed %s", seed)
          .isEqualTo(left.calls());
      assertThat(comparison.rows().stream().flatMap(row -> row.right().stream()).toList())
          .as("seed %s", seed)
          .isEqualTo(right.calls());
      assertThat(comparison.rows().stream().filter(Comparison.Row::isMatched))
          .allSatisfy(
              row ->
                  assertThat(row.left().orElseThrow().tool())
                      .isEqualTo(row.right().orElseThrow().tool()))
          .isNotEmpty();
      assertThat(StoryForm.HTML.tell(comparison)).isPresent();
      assertThat(StoryForm.PROV.tell(comparison)).isEmpty();
    }
  }

  private static StoryView random(long seed) {
    List<JsonObject> events =
        RandomHistory.of(seed, 3, List.of("acme"), 300).stream().map(EventJson::of).toList();
    return StoryView.of(
        new StoryRead("acme", "run-1", events, 0, false, JsonObject.EMPTY, Optional.empty()));
  }
}
