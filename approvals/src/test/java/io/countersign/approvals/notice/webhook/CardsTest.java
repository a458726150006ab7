package io.countersign.approvals.notice.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.approvals.notice.Asking;
import io.countersign.approvals.notice.Notice;
import io.countersign.schemas.json.JsonArray;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What people see in Slack and Teams, and what a hostile name cannot do there. */
class CardsTest {
  private final Notice hostile = Asking.notice(Asking.HOSTILE);

  private static List<JsonObject> objects(JsonValue value) {
    List<JsonObject> found = new ArrayList<>();
    if (value instanceof JsonObject object) {
      found.add(object);
      object.members().values().forEach(member -> found.addAll(objects(member)));
    } else if (value instanceof JsonArray array) {
      array.elements().forEach(element -> found.addAll(objects(element)));
    }
    return found;
  }

  private static List<String> texts(JsonObject body, String type) {
    return objects(body).stream()
        .filter(object -> object.string("type").orElse("").equals(type))
        .map(object -> object.string("text").orElse(""))
        .toList();
  }

  @Test
  void slackShowsEverythingInPlainText() {
    JsonObject body = SlackWebhook.body(Asking.notice("transfer"));

    assertThat(texts(body, "plain_text"))
        .contains(
            "Approval wanted: bank/transfer",
            "Environment: prod",
            "Risk: DESTRUCTIVE",
            "Code: " + Asking.ACTION.shortCode(),
            "Asked: 2 of payments");
    assertThat(texts(body, "mrkdwn"))
        .containsExactly(
            "<https://countersign.example/approvals/%s|Look at it and decide there>"
                .formatted(Asking.APPROVAL));
  }

  @Test
  void slackMentionsAndLinksNobodyByAName() {
    JsonObject body = SlackWebhook.body(hostile);

    assertThat(body.toJson()).doesNotContain("<!channel>", "<b>");
    assertThat(body.string("text").orElseThrow())
        .contains(
            "`bank/&lt;!channel&gt; 'x' *b* [ok](https://evil.example) &lt;b&gt;&amp;\\u{200B}`");
    assertThat(texts(body, "mrkdwn")).noneMatch(text -> text.contains("evil"));
  }

  @Test
  void slackKeepsItsLimits() {
    JsonObject body = SlackWebhook.body(Asking.notice("&".repeat(250)));

    assertThat(texts(body, "plain_text").getFirst().replace("&amp;", "&"))
        .hasSizeLessThanOrEqualTo(150);
    assertThat(objects(body).stream().flatMap(each -> each.array("fields").stream()))
        .allMatch(fields -> fields.elements().size() <= 10);
  }

  @Test
  void teamsShowsEverythingInRunsThatKnowNoMarkdown() {
    JsonObject body = TeamsWebhook.body(hostile);

    assertThat(texts(body, "TextRun"))
        .contains(
            "Approval wanted: bank/<!channel> `x` *b* [ok](https://evil.example) <b>&\\u{200B}",
            "prod",
            Asking.ACTION.shortCode(),
            "2 of payments");
    assertThat(texts(body, "TextBlock"))
        .containsExactly(
            "[Look at it and decide there](https://countersign.example/approvals/%s)"
                .formatted(Asking.APPROVAL));
  }

  @Test
  void nothingCanBePressed() {
    for (JsonObject body : List.of(SlackWebhook.body(hostile), TeamsWebhook.body(hostile))) {
      assertThat(objects(body))
          .noneMatch(object -> object.has("actions") || object.has("action_id"))
          .noneMatch(object -> object.string("type").orElse("").startsWith("Action."));
    }
  }
}
