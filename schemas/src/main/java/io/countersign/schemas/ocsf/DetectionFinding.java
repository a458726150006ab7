package io.countersign.schemas.ocsf;

import io.countersign.schemas.json.JsonArray;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonValue;
import java.util.List;
import java.util.Optional;

/** The members of Detection Finding (class 2004) for events that somebody has to look at. */
final class DetectionFinding {
  /** {@code analytic.type_id}: the engine's findings follow from rules. */
  private static final Caption RULE = new Caption(1, "Rule");

  /** {@code confidence_id}: a rule over recorded facts does not guess. */
  private static final Caption CERTAIN = new Caption(3, "High");

  private DetectionFinding() {}

  static void put(JsonObject.Builder ocsf, Mapping mapping, Told told) {
    String name = told.text("finding").orElse(mapping.operation());
    CERTAIN.put(ocsf, "confidence");
    Caption.NEW.put(ocsf, "status");
    ocsf.put("is_alert", !told.type().equals("BudgetThresholdReached"));
    ocsf.put("finding_info", info(name, told));
    evidences(told).ifPresent(evidences -> ocsf.put("evidences", evidences));
    JsonArray resources = ApiActivity.resources(mapping, told);
    if (!resources.elements().isEmpty()) {
      ocsf.put("resources", resources);
    }
  }

  private static JsonObject info(String name, Told told) {
    JsonObject.Builder analytic = JsonObject.builder().put("name", name).put("uid", name);
    RULE.put(analytic, "type");
    JsonObject.Builder info =
        JsonObject.builder()
            .put("analytic", analytic.build())
            .put("created_time", told.recordedAt())
            .put("title", name)
            .put("types", JsonArray.ofStrings(List.of(name)))
            .put("uid", told.required("eventId"));
    told.text("message").ifPresent(text -> info.put("desc", Told.brief(text)));
    List<String> evidence = told.texts("evidence");
    if (!evidence.isEmpty()) {
      info.put(
          "related_events",
          new JsonArray(
              evidence.stream()
                  .<JsonValue>map(id -> JsonObject.builder().put("uid", id).build())
                  .toList()));
    }
    return info.build();
  }

  /** The call that it is about. */
  private static Optional<JsonArray> evidences(Told told) {
    return told.envelope()
        .string("callId")
        .map(
            call ->
                JsonArray.of(
                    JsonObject.builder()
                        .put("data", JsonObject.builder().put("callId", call).build())
                        .put("name", "call")
                        .put("uid", call)
                        .build()));
  }
}
