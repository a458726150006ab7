package io.countersign.approvals.notice.webhook;

import io.countersign.approvals.notice.Attempt;
import io.countersign.approvals.notice.Channel;
import io.countersign.approvals.notice.Fact;
import io.countersign.approvals.notice.Notice;
import io.countersign.schemas.json.JsonArray;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonValue;
import java.net.URI;
import java.util.List;
import java.util.Map;

/**
 * An incoming webhook as Slack has it, and those that speak its format. Somebody else's text stands
 * in plain text objects, where nothing is interpreted; in {@code text}, which is for notifications
 * and for receivers without blocks, it stands as code with its control characters escaped, so that
 * it neither mentions anybody nor links anywhere.
 *
 * @see <a href="https://docs.slack.dev/messaging/formatting-message-text/">Slack: formatting</a>
 */
public final class SlackWebhook implements Channel {
  /** Slack takes no more fields in one section. */
  private static final int MOST_FIELDS = 10;

  /** Slack takes no longer header. */
  private static final int LONGEST_HEADER = 150;

  private final URI url;
  private final JsonPost post;

  /**
   * @param url where to post; whoever knows it can post, so it is a secret
   */
  public SlackWebhook(URI url, JsonPost post) {
    this.url = url;
    this.post = post;
  }

  @Override
  public Attempt tell(Notice notice, String messageId) throws InterruptedException {
    return post.send(url, Map.of(), body(notice).toJson());
  }

  static JsonObject body(Notice notice) {
    List<JsonValue> fields =
        notice.facts().stream().limit(MOST_FIELDS).map(SlackWebhook::field).toList();
    return JsonObject.builder()
        .put("text", text(notice))
        .put(
            "blocks",
            JsonArray.of(
                block("header", "text", plain(shortened(notice.headline()))),
                block("section", "fields", new JsonArray(fields)),
                block("section", "text", link(notice))))
        .build();
  }

  private static String text(Notice notice) {
    String code = notice.code().isEmpty() ? "" : " (" + notice.code() + ")";
    return "%s: %s%s <%s>".formatted(notice.happened(), code(notice.what()), code, notice.link());
  }

  private static JsonValue field(Fact fact) {
    return plain(fact.label() + ": " + fact.value());
  }

  private static JsonObject block(String type, String member, JsonValue content) {
    return JsonObject.builder().put("type", type).put(member, content).build();
  }

  private static JsonObject plain(String text) {
    return JsonObject.builder()
        .put("type", "plain_text")
        .put("text", escaped(text))
        .put("emoji", false)
        .build();
  }

  /** The only text that is interpreted: our own words and our own address. */
  private static JsonObject link(Notice notice) {
    return JsonObject.builder()
        .put("type", "mrkdwn")
        .put("text", "<%s|%s>".formatted(notice.link(), notice.invitation()))
        .build();
  }

  private static String code(String text) {
    return "`" + escaped(text).replace('`', '\'') + "`";
  }

  /** The three characters by which Slack writes mentions and links. */
  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  private static String shortened(String text) {
    return text.codePointCount(0, text.length()) <= LONGEST_HEADER - 1
        ? text
        : text.substring(0, text.offsetByCodePoints(0, LONGEST_HEADER - 1)) + "…";
  }
}
