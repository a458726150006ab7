package io.countersign.schemas.ocsf;

import io.countersign.schemas.alert.Alert;
import io.countersign.schemas.alert.AlertEntity;
import io.countersign.schemas.alert.AlertMeasure;
import io.countersign.schemas.alert.AlertResolution;
import io.countersign.schemas.document.EventJson;
import io.countersign.schemas.json.JsonArray;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonValue;
import io.countersign.schemas.ocsf.Mapping.OcsfClass;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A version of an alert as one Detection Finding (class 2004): created, updated and closed as the
 * alert is. All versions have the alert's id as {@code finding_info.uid}, and each has a {@code
 * metadata.uid} of its own. The same version gives the same bytes.
 */
public final class OcsfAlert {
  /** {@code confidence_id}: a rule does not guess, a statistical detector does. */
  private static final Caption HIGH_CONFIDENCE = new Caption(3, "High");

  private static final Caption MEDIUM_CONFIDENCE = new Caption(2, "Medium");

  /** {@code analytic.type_id}. */
  private static final Caption RULE = new Caption(1, "Rule");

  private static final Caption STATISTICAL = new Caption(3, "Statistical");

  private OcsfAlert() {}

  /** What tells this version of an alert from all other records: its id and its version. */
  public static String uid(Alert alert) {
    return alert.alertId() + "/" + alert.version();
  }

  /** The OCSF event of a version of an alert. */
  public static JsonObject of(Alert alert, OcsfVersion version) {
    JsonObject.Builder ocsf = JsonObject.builder();
    Caption activity = activity(alert);
    OcsfEvent.classify(ocsf, OcsfClass.DETECTION_FINDING, activity);
    severity(alert).put(ocsf, "severity");
    status(alert).put(ocsf, "status");
    (alert.action() == null ? HIGH_CONFIDENCE : MEDIUM_CONFIDENCE).put(ocsf, "confidence");
    ocsf.put("time", alert.openedAt().toEpochMilli())
        .put("start_time", alert.firstSeen().toEpochMilli())
        .put("end_time", alert.lastSeen().toEpochMilli())
        .put("message", Told.brief(alert.headline()))
        .put("is_alert", !activity.equals(Caption.FINDING_CLOSE))
        .put("finding_info", info(alert))
        .put("metadata", metadata(alert, version))
        .put("resources", JsonArray.of(resource(alert.entity())))
        .put("unmapped", unmapped(alert));
    if (!alert.callIds().isEmpty()) {
      ocsf.put("evidences", evidences(alert));
    }
    AlertMeasure measure = alert.measure();
    if (measure != null && measure.expectedThousandths() != null) {
      ocsf.put("anomaly_analyses", JsonArray.of(analysis(alert, measure)));
    }
    return Fitting.fit(ocsf.build(), OcsfEvent.MAX_BYTES);
  }

  private static Caption activity(Alert alert) {
    if (!alert.state().live()) {
      return Caption.FINDING_CLOSE;
    }
    return alert.version() == 1 ? Caption.CREATE : Caption.FINDING_UPDATE;
  }

  private static Caption severity(Alert alert) {
    return switch (alert.severity()) {
      case LOW -> Caption.LOW;
      case MEDIUM -> Caption.MEDIUM;
      case HIGH -> Caption.HIGH;
    };
  }

  /** What nobody has judged is closed, but neither resolved nor suppressed. */
  private static Caption status(Alert alert) {
    AlertResolution resolution = alert.resolution();
    return switch (alert.state()) {
      case OPEN -> Caption.NEW;
      case ACKNOWLEDGED -> Caption.IN_PROGRESS;
      case CLOSED -> Caption.other("Closed");
      case RESOLVED ->
          resolution == null
              ? Caption.RESOLVED
              : switch (resolution.verdict()) {
                case TRUE_POSITIVE -> Caption.RESOLVED;
                case FALSE_POSITIVE, EXPECTED -> Caption.SUPPRESSED;
              };
    };
  }

  private static JsonObject info(Alert alert) {
    JsonObject.Builder analytic =
        JsonObject.builder()
            .put("name", alert.detector().name())
            .put("uid", alert.kind())
            .put("version", Integer.toString(alert.detector().version()));
    (alert.action() == null ? RULE : STATISTICAL).put(analytic, "type");
    List<JsonValue> related =
        alert.eventIds().stream()
            .<JsonValue>map(id -> JsonObject.builder().put("uid", id.toString()).build())
            .toList();
    JsonObject.Builder info =
        JsonObject.builder()
            .put("analytic", analytic.build())
            .put("created_time", alert.openedAt().toEpochMilli())
            .put("desc", Told.brief(alert.explanation()))
            .put("first_seen_time", alert.firstSeen().toEpochMilli())
            .put("last_seen_time", alert.lastSeen().toEpochMilli())
            .put("modified_time", alert.updatedAt().toEpochMilli())
            .put("title", Told.brief(alert.headline()))
            .put("types", JsonArray.ofStrings(List.of(alert.kind())))
            .put("uid", alert.alertId().toString());
    return related.isEmpty()
        ? info.build()
        : info.put("related_events", new JsonArray(related)).build();
  }

  private static JsonObject metadata(Alert alert, OcsfVersion version) {
    JsonObject.Builder metadata =
        JsonObject.builder()
            .put("log_name", "countersign.alerts")
            .put("log_provider", "Countersign")
            .put("logged_time", alert.updatedAt().toEpochMilli())
            .put("original_event_uid", alert.causeEventId().toString())
            .put("product", OcsfEvent.product())
            .put("sequence", alert.version())
            .put("tenant_uid", alert.tenant())
            .put("uid", uid(alert))
            .put("version", version.text());
    return alert.runIds().size() == 1
        ? metadata.put("correlation_uid", alert.runIds().getFirst()).build()
        : metadata.build();
  }

  private static JsonObject resource(AlertEntity entity) {
    JsonObject.Builder resource =
        JsonObject.builder()
            .put("name", entity.name())
            .put("type", entity.level().name().toLowerCase(Locale.ROOT))
            .put("uid", entity.name());
    Caption role =
        switch (entity.level()) {
          case ACTOR -> new Caption(2, "Actor");
          case TENANT, TOOL, SERVER, APPROVAL, BUDGET, RUN -> new Caption(3, "Affected");
        };
    role.put(resource, "role");
    return resource.build();
  }

  /** The calls to look at, with what the alert was found to be. */
  private static JsonArray evidences(Alert alert) {
    return new JsonArray(
        alert.callIds().stream()
            .<JsonValue>map(call -> evidence(call.toString(), alert.resolution()))
            .toList());
  }

  private static JsonObject evidence(String call, @Nullable AlertResolution resolution) {
    JsonObject.Builder evidence =
        JsonObject.builder()
            .put("data", JsonObject.builder().put("callId", call).build())
            .put("name", "call")
            .put("uid", call);
    if (resolution != null) {
      Caption verdict =
          switch (resolution.verdict()) {
            case TRUE_POSITIVE -> new Caption(2, "True Positive");
            case FALSE_POSITIVE -> new Caption(1, "False Positive");
            case EXPECTED -> new Caption(5, "Benign");
          };
      verdict.put(evidence, "verdict");
    }
    return evidence.build();
  }

  /** What was counted, and what was to be expected. */
  private static JsonObject analysis(Alert alert, AlertMeasure measure) {
    String counted = alert.action() == null ? alert.kind() : alert.action().name();
    JsonObject anomaly =
        JsonObject.builder()
            .put("observation_parameter", counted)
            .put("observation_type", "count")
            .put("observations", observation(Long.toString(measure.observed())))
            .build();
    JsonObject.Builder baseline =
        JsonObject.builder()
            .put("observation_parameter", counted)
            .put("observation_type", "expected count")
            .put(
                "observations",
                observation(thousandths(Objects.requireNonNull(measure.expectedThousandths()))));
    Long bound = measure.boundThousandths();
    if (bound != null) {
      baseline.put("observed_pattern", "at most " + thousandths(bound));
    }
    return JsonObject.builder()
        .put(
            "analysis_targets",
            JsonArray.of(
                JsonObject.builder()
                    .put("name", alert.entity().name())
                    .put("type", alert.entity().level().name().toLowerCase(Locale.ROOT))
                    .build()))
        .put("anomalies", JsonArray.of(anomaly))
        .put("baselines", JsonArray.of(baseline.build()))
        .build();
  }

  private static JsonArray observation(String value) {
    return JsonArray.of(JsonObject.builder().put("value", value).build());
  }

  /** A number of thousandths with its point, such as {@code 1.500}. */
  private static String thousandths(long value) {
    return "%s%s.%03d"
        .formatted(value < 0 ? "-" : "", Math.abs(value / 1000), Math.abs(value % 1000));
  }

  private static JsonObject unmapped(Alert alert) {
    Map<String, JsonValue> body = new LinkedHashMap<>(EventJson.object(alert).members());
    body.remove("eventIds");
    body.remove("callIds");
    return JsonObject.builder()
        .put("type", "Alert")
        .put("alertState", alert.state().name())
        .put("generation", alert.generation())
        .put("ledger", alert.ledger())
        .put("position", alert.position())
        .put("body", new JsonObject(body))
        .build();
  }
}
