package io.countersign.query.story;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.schemas.document.EventJson;
import io.countersign.schemas.json.JsonArray;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonString;
import io.countersign.schemas.json.JsonValue;
import io.countersign.testkit.RandomHistory;
import io.countersign.testkit.Samples;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Stories of whatever happened, whole or in pieces, and of whatever anybody wrote. */
final class StoryBoundsTest {
  private static final int MOST_CHARACTERS = 4_000_000;

  private static final String HOSTILE =
      "</code><script>alert(1)</script><img src=x onerror=alert(1)>&amp;\"'` ``` | # x\n\n# head\n"
          + "[a](javascript:alert(1)) <!-- \u202e\u200b\u0000\u001b[31m \\| \\ ~~~\r\n---\n> q";

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void tellsAnyHistoryWithinBounds(long seed) {
    List<JsonObject> history =
        RandomHistory.withControls(seed, 3, List.of("acme"), 600).stream()
            .map(EventJson::of)
            .toList();
    Random random = new Random(seed);
    for (double kept : new double[] {1, 0.5, 0.05}) {
      List<JsonObject> events =
          history.stream().filter(event -> random.nextDouble() <= kept).toList();
      tellInEveryForm(story(events), "seed " + seed);
    }
  }

  @Test
  void tellsEveryKindOfEventAlone() {
    for (var event : Samples.events()) {
      StoryView story = story(List.of(EventJson.of(Samples.event(event))));
      tellInEveryForm(story, event.type());
      assertThat(EventTold.of(story.events().getFirst()).text()).isNotBlank();
    }
    for (var event : Samples.minimalEvents()) {
      tellInEveryForm(story(List.of(EventJson.of(Samples.minimalEvent(event)))), event.type());
    }
    tellInEveryForm(story(List.of()), "nothing");
  }

  @Test
  void escapesWhateverAnybodyWrote() {
    StoryView story = story(hostile(text -> HOSTILE));
    String html = StoryForm.HTML.tell(story);
    assertThat(html).contains("&lt;script&gt;").doesNotContain("<script", "<img", "<!--");
    assertThat(tags(html))
        .containsOnly(
            "html",
            "head",
            "meta",
            "title",
            "style",
            "body",
            "svg",
            "defs",
            "pattern",
            "rect",
            "main",
            "h1",
            "h2",
            "h3",
            "h4",
            "p",
            "strong",
            "span",
            "code",
            "bdi",
            "dl",
            "div",
            "dt",
            "dd",
            "table",
            "caption",
            "thead",
            "tbody",
            "tr",
            "th",
            "td",
            "a",
            "figure",
            "figcaption",
            "pre");
    assertThat(attributes(html)).doesNotContain("onerror", "style", "src", "onload");
    for (StoryForm form : List.of(StoryForm.HTML, StoryForm.MARKDOWN, StoryForm.TEXT)) {
      assertThat(form.tell(story))
          .as(form.name())
          .doesNotContain("\u202e", "\u200b", "\u0000", "\u001b", "\r")
          .contains("\\u202e");
    }
  }

  /** No line of the Markdown begins with anything that only somebody else could have written. */
  @Test
  void keepsMarkdownOfOthersInsideCode() {
    String markdown = StoryForm.MARKDOWN.tell(story(hostile(text -> HOSTILE)));
    boolean fenced = false;
    String fence = "";
    for (String line : markdown.lines().toList()) {
      Matcher ticks = Pattern.compile("(`{3,})(text)?").matcher(line);
      if (ticks.matches() && (!fenced || line.equals(fence))) {
        fenced = !fenced;
        fence = ticks.group(1);
      } else if (!fenced) {
        String ours = line.replaceAll("(?<!`)(`+)(?!`).*?(?<!`)\\1(?!`)", "");
        assertThat(ours)
            .as(line)
            .doesNotContain("<", "](", "script", "onerror")
            .doesNotStartWith("# head")
            .doesNotStartWith("---");
      }
    }
    assertThat(fenced).isFalse();
  }

  @Test
  void cutsWhatIsTooLongAndSaysSo() {
    String million = "\u202e<".repeat(500_000);
    StoryView story = story(hostile(text -> text.equals(RichRun.TICKET) ? million : text));
    for (StoryForm form : List.of(StoryForm.HTML, StoryForm.MARKDOWN, StoryForm.TEXT)) {
      assertThat(form.tell(story))
          .as(form.name())
          .hasSizeLessThan(1_000_000)
          .contains(" more characters, sha256:");
    }
    assertThat(StoryForm.PROV.tell(story)).hasSizeLessThan(1_000_000);
    assertThat(StoryForm.JSON.tell(story)).contains(million);
  }

  private static void tellInEveryForm(StoryView story, String of) {
    for (StoryForm form :
        List.of(StoryForm.HTML, StoryForm.MARKDOWN, StoryForm.TEXT, StoryForm.PROV)) {
      assertThat(form.tell(story)).as("%s of %s", form, of).hasSizeBetween(1, MOST_CHARACTERS);
    }
    assertThat(StoryForm.JSON.tell(story)).as(of).startsWith("{");
  }

  private static StoryView story(List<JsonObject> events) {
    return StoryView.of(
        new StoryRead("acme", "run-1", events, 0, false, JsonObject.EMPTY, Optional.empty()));
  }

  /** The rich run with each text that is somebody's free choice replaced. */
  private static List<JsonObject> hostile(UnaryOperator<String> by) {
    return RichRun.events().stream()
        .map(EventJson::of)
        .map(event -> (JsonObject) replaced(event, by))
        .toList();
  }

  private static JsonValue replaced(JsonValue value, UnaryOperator<String> by) {
    return switch (value) {
      case JsonObject object -> {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        object
            .members()
            .forEach(
                (name, member) ->
                    members.put(
                        name,
                        member instanceof JsonString text && isFree(name, text.value())
                            ? new JsonString(by.apply(text.value()))
                            : replaced(member, by)));
        yield new JsonObject(members);
      }
      case JsonArray array -> {
        List<JsonValue> elements = new ArrayList<>();
        for (JsonValue element : array.elements()) {
          elements.add(
              element instanceof JsonString text
                  ? new JsonString(by.apply(text.value()))
                  : replaced(element, by));
        }
        yield new JsonArray(elements);
      }
      default -> value;
    };
  }

  /**
   * Times, ids, digests and names of ours are typed; everything else is text that somebody wrote.
   */
  private static boolean isFree(String name, String value) {
    return List.of(
                "request",
                "source",
                "initiator",
                "comment",
                "reason",
                "message",
                "id",
                "name",
                "subject",
                "gateway",
                "ticket",
                "note",
                "query",
                "group",
                "channel",
                "detail",
                "reference",
                "policy",
                "rule",
                "rollback",
                "readBack",
                "content",
                "version",
                "errorClass",
                "budgetId",
                "finding",
                "by",
                "ruleId",
                "state",
                "token",
                "owner")
            .contains(name)
        && !(name.equals("state") && value.matches("[A-Z_]+"));
  }

  private static List<String> tags(String html) {
    return Pattern.compile("<([a-zA-Z0-9]+)").matcher(html).results().map(m -> m.group(1)).toList();
  }

  private static List<String> attributes(String html) {
    return Pattern.compile(" ([a-z-]+)=\"[^\"]*\"(?=[^<]*>)")
        .matcher(html)
        .results()
        .map(m -> m.group(1))
        .toList();
  }
}
