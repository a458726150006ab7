package io.countersign.approvals.notice.webhook;

import io.countersign.approvals.notice.AlertNotice;
import io.countersign.approvals.notice.ApprovalNotice;
import io.countersign.approvals.notice.Attempt;
import io.countersign.approvals.notice.Channel;
import io.countersign.approvals.notice.Notice;
import io.countersign.schemas.alert.Alert;
import io.countersign.schemas.json.JsonArray;
import io.countersign.schemas.json.JsonObject;
import java.net.URI;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;

/**
 * The Prometheus Alertmanager, by {@code POST /api/v2/alerts}. An alert is one set of labels, which
 * never change while it lasts; it ends at {@code endsAt}: the end of its quiet time while it goes
 * on, and at once when it is closed or resolved. Alertmanager keeps alerts in memory, so what goes
 * on is told again and again.
 *
 * @see <a
 *     href="https://github.com/prometheus/alertmanager/blob/main/api/v2/openapi.yaml">Alertmanager:
 *     API v2</a>
 */
public final class AlertmanagerWebhook implements Channel {
  private final URI url;
  private final JsonPost post;

  /**
   * @param base base URL of the Alertmanager, before {@code /api/v2/alerts}
   */
  public AlertmanagerWebhook(URI base, JsonPost post) {
    this.url = URI.create(base.toString().replaceAll("/+$", "") + "/api/v2/alerts");
    this.post = post;
  }

  @Override
  public boolean forgets() {
    return true;
  }

  @Override
  public Attempt tell(Notice notice, String messageId) throws InterruptedException {
    return switch (notice) {
      case AlertNotice told -> post.send(url, Map.of(), JsonArray.of(body(told)).toJson());
      case ApprovalNotice approval -> new Attempt.Refused("an Alertmanager takes no approvals");
    };
  }

  static JsonObject body(AlertNotice notice) {
    Alert alert = notice.alert();
    Instant endsAt = alert.state().live() ? alert.quietUntil() : alert.updatedAt();
    JsonObject.Builder labels =
        JsonObject.builder()
            .put("alertname", alert.kind())
            .put("alert_id", alert.alertId().toString())
            .put("severity", alert.severity().name().toLowerCase(Locale.ROOT))
            .put("tenant", alert.tenant())
            .put("entity_level", alert.entity().level().name().toLowerCase(Locale.ROOT))
            .put("entity", alert.entity().name())
            .put("source", "countersign");
    return JsonObject.builder()
        .put("labels", labels.build())
        .put(
            "annotations",
            JsonObject.builder()
                .put("summary", alert.headline())
                .put("description", alert.explanation())
                .put("state", alert.state().name())
                .put("silence", alert.silence())
                .build())
        .put("startsAt", alert.openedAt().toString())
        .put("endsAt", endsAt.toString())
        .put("generatorURL", notice.link().toString())
        .build();
  }
}
