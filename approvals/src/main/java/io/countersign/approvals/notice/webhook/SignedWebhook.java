package io.countersign.approvals.notice.webhook;

import io.countersign.approvals.notice.AlertNotice;
import io.countersign.approvals.notice.ApprovalNotice;
import io.countersign.approvals.notice.Attempt;
import io.countersign.approvals.notice.Channel;
import io.countersign.approvals.notice.Notice;
import io.countersign.schemas.document.AlertJson;
import io.countersign.schemas.json.JsonArray;
import io.countersign.schemas.json.JsonObject;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A webhook in the format of Standard Webhooks: a receiver checks the signature, the age of the
 * timestamp, and that it has not seen the id.
 *
 * @see <a href="https://github.com/standard-webhooks/standard-webhooks">Standard Webhooks</a>
 */
public final class SignedWebhook implements Channel {
  private final URI url;
  private final List<WebhookSecret> secrets;
  private final JsonPost post;

  /**
   * @param url where to post
   * @param secrets each signs each message: the new one and the old one while it is replaced
   */
  public SignedWebhook(URI url, List<WebhookSecret> secrets, JsonPost post) {
    if (secrets.isEmpty()) {
      throw new IllegalArgumentException("Expected a secret of the webhook, but there is none");
    }
    this.url = url;
    this.secrets = List.copyOf(secrets);
    this.post = post;
  }

  @Override
  public Attempt tell(Notice notice, String messageId) throws InterruptedException {
    String json = body(notice).toJson();
    long timestamp = post.seconds();
    String signatures =
        secrets.stream()
            .map(secret -> secret.sign(messageId, timestamp, json))
            .collect(Collectors.joining(" "));
    return post.send(
        url,
        Map.of(
            "webhook-id", messageId,
            "webhook-timestamp", Long.toString(timestamp),
            "webhook-signature", signatures),
        json);
  }

  private static JsonObject body(Notice notice) {
    return switch (notice) {
      case ApprovalNotice approval -> body(approval);
      case AlertNotice alert -> body(alert);
    };
  }

  /** The alert in the form in which the query API gives it. */
  private static JsonObject body(AlertNotice notice) {
    return JsonObject.builder()
        .put("type", notice.kind().name().toLowerCase(Locale.ROOT).replace('_', '.'))
        .put("timestamp", notice.recordedAt().toString())
        .put(
            "data",
            JsonObject.builder()
                .put("alert", AlertJson.of(notice.alert()))
                .put("url", notice.link().toString())
                .build())
        .build();
  }

  private static JsonObject body(ApprovalNotice notice) {
    JsonObject.Builder data =
        JsonObject.builder()
            .put("tenant", notice.tenant())
            .put("approvalId", notice.approvalId().toString());
    put(data, "callId", notice.callId());
    data.put("state", notice.state());
    put(data, "what", notice.subject() == null ? null : notice.subject().what());
    put(data, "environment", notice.subject() == null ? null : notice.subject().environment());
    put(data, "risk", notice.subject() == null ? null : notice.subject().risk());
    put(data, "shortCode", notice.subject() == null ? null : notice.subject().code());
    data.put("asked", JsonArray.ofStrings(notice.asked()));
    put(data, "deadline", notice.deadline());
    put(data, "by", notice.by());
    data.put("url", notice.link().toString());
    return JsonObject.builder()
        .put("type", "approval." + notice.kind().name().toLowerCase(Locale.ROOT))
        .put("timestamp", notice.recordedAt().toString())
        .put("data", data.build())
        .build();
  }

  private static void put(JsonObject.Builder data, String name, @Nullable Object value) {
    if (value != null) {
      data.put(name, value.toString());
    }
  }
}
