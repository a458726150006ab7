package io.countersign.approvals.notice.webhook;

import io.countersign.approvals.notice.Attempt;
import io.countersign.approvals.notice.Channel;
import io.countersign.approvals.notice.Fact;
import io.countersign.approvals.notice.Notice;
import io.countersign.schemas.json.JsonArray;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonValue;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * An incoming webhook as Teams has it (the workflow "when a webhook request is received"): a
 * message with one Adaptive Card. Somebody else's text stands in text runs, which, unlike text
 * blocks, know no Markdown, so that it neither links anywhere nor passes for ours. The card has no
 * actions.
 *
 * @see <a href="https://adaptivecards.io/explorer/TextRun.html">Adaptive Cards: TextRun</a>
 */
public final class TeamsWebhook implements Channel {
  private final URI url;
  private final JsonPost post;

  /**
   * @param url where to post; whoever knows it can post, so it is a secret
   */
  public TeamsWebhook(URI url, JsonPost post) {
    this.url = url;
    this.post = post;
  }

  @Override
  public Attempt tell(Notice notice, String messageId) throws InterruptedException {
    return post.send(url, Map.of(), body(notice).toJson());
  }

  static JsonObject body(Notice notice) {
    List<JsonValue> lines = new ArrayList<>();
    lines.add(line(run(notice.headline()).put("weight", "Bolder").put("size", "Medium").build()));
    for (Fact fact : notice.facts()) {
      lines.add(
          line(run(fact.label() + ": ").put("isSubtle", true).build(), run(fact.value()).build()));
    }
    lines.add(
        JsonObject.builder()
            .put("type", "TextBlock")
            .put("text", "[%s](%s)".formatted(notice.invitation(), notice.link()))
            .build());
    JsonObject card =
        JsonObject.builder()
            .put("$schema", "http://adaptivecards.io/schemas/adaptive-card.json")
            .put("type", "AdaptiveCard")
            .put("version", "1.4")
            .put("body", new JsonArray(lines))
            .build();
    JsonObject attachment =
        JsonObject.builder()
            .put("contentType", "application/vnd.microsoft.card.adaptive")
            .put("content", card)
            .build();
    return JsonObject.builder()
        .put("type", "message")
        .put("attachments", JsonArray.of(attachment))
        .build();
  }

  private static JsonObject line(JsonObject... runs) {
    return JsonObject.builder()
        .put("type", "RichTextBlock")
        .put("inlines", JsonArray.of(runs))
        .build();
  }

  private static JsonObject.Builder run(String text) {
    return JsonObject.builder().put("type", "TextRun").put("text", text);
  }
}
