package io.countersign.query.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.StrictJson;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** One rich run in every form, and how a form is chosen. */
final class StoryFormTest {
  @ParameterizedTest
  @EnumSource(StoryForm.class)
  void tellsARichRun(StoryForm form) throws Exception {
    String told = form.tell(RichRun.story());
    GoldenStory.compare("run." + ending(form), readable(form, told));
    assertThat(form.tell(RichRun.story())).as("the same again").isEqualTo(told);
  }

  @ParameterizedTest
  @EnumSource(
      value = StoryForm.class,
      names = {"JSON", "MARKDOWN", "TEXT"})
  void tellsWhatWasKnownThen(StoryForm form) throws Exception {
    StoryView then = StoryView.of(RichRun.read(Cut.position("9")));
    GoldenStory.compare("then." + ending(form), readable(form, form.tell(then)));
    assertThat(then.events()).hasSize(10);
    assertThat(then.calls()).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource({
    "application/json,,JSON",
    "application/json,https://www.w3.org/Submission/prov-json/,PROV",
    "application/json,https://example.com/other,JSON",
    "*/*,,JSON",
    "TEXT/HTML,,HTML",
    "text/markdown,,MARKDOWN",
    "text/plain,,TEXT",
    "text/*,,TEXT"
  })
  void choosesByMediaType(String type, String profile, StoryForm form) {
    assertThat(StoryForm.accepted(type, Optional.ofNullable(profile))).contains(form);
  }

  @Test
  void knowsEveryFormByItsNameAndNothingElse() {
    assertThat(Arrays.stream(StoryForm.values()).map(Enum::name))
        .allSatisfy(
            name ->
                assertThat(StoryForm.named(name.toLowerCase(Locale.ROOT)))
                    .map(Enum::name)
                    .contains(name));
    assertThat(StoryForm.named("PDF")).isEmpty();
    assertThat(StoryForm.accepted("image/png", Optional.empty())).isEmpty();
  }

  /** Every event that is told stands in the JSON, and every call in every form. */
  @Test
  void leavesNothingOut() {
    StoryView story = RichRun.story();
    JsonObject json = (JsonObject) StrictJson.reread(StoryForm.JSON.tell(story));
    assertThat(json.array("events").map(events -> events.elements().size()))
        .contains(story.events().size());
    assertThat(json.array("account").map(events -> events.elements().size()))
        .contains(story.events().size());
    for (StoryForm form : StoryForm.values()) {
      String told = form.tell(story);
      assertThat(story.calls())
          .allSatisfy(call -> assertThat(told).as(form.name()).contains(call.callId()));
    }
  }

  @Test
  void nestsACallBelowTheOneThatItsSourceNames() {
    StoryView story = RichRun.story();
    CallTold delete =
        story.calls().stream().filter(c -> c.tool().endsWith("delete_ticket")).findFirst().get();
    assertThat(delete.parent().map(CallTold::tool)).contains("tickets/search");
    assertThat(delete.depth()).isEqualTo(1);
    assertThat(delete.actor()).isEqualTo(3);
    assertThat(story.flows())
        .extracting(Flow::fromPointer, Flow::toPointer)
        .contains(tuple("/tickets/0", "/id"), tuple("/tickets/0", "/ids/0"));
  }

  @Test
  void saysWhatIsMissingAndWhatIsWeak() {
    StoryView story = RichRun.story();
    assertThat(kinds(story.gaps())).containsExactly("REVIEW_OPEN", "OUTCOME_OVERDUE");
    assertThat(kinds(story.remarks())).containsExactly("CLOCK_SKEW");
    assertThat(story.complete()).isFalse();
    assertThat(story.totals().charged().moneyMicros()).isEqualTo(1_200);
    assertThat(story.clocks())
        .singleElement()
        .satisfies(clock -> assertThat(clock.leastMillis()).isEqualTo(-2_500));
  }

  private static List<String> kinds(List<JsonObject> told) {
    return told.stream().map(each -> each.string("kind").orElse("")).toList();
  }

  private static String ending(StoryForm form) {
    return switch (form) {
      case JSON -> "json";
      case MARKDOWN -> "md";
      case TEXT -> "txt";
      case HTML -> "html";
      case PROV -> "prov.json";
    };
  }

  /** JSON with a member on each line, so that a difference can be read. */
  private static String readable(StoryForm form, String told) throws Exception {
    if (form != StoryForm.JSON && form != StoryForm.PROV) {
      return told;
    }
    ObjectMapper mapper = new ObjectMapper();
    assertThat(told).isEqualTo(((JsonObject) StrictJson.reread(told)).toJson());
    return mapper
            .writer()
            .with(new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n")))
            .writeValueAsString(mapper.readTree(told))
        + "\n";
  }
}
