package io.countersign.schemas.ocsf;

import io.countersign.schemas.document.EventJson;
import io.countersign.schemas.event.EventCode;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.schemas.json.CanonicalJson;
import io.countersign.schemas.json.JsonArray;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonValue;
import io.countersign.schemas.ocsf.Mapping.OcsfClass;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * An event as one OCSF event. A function of the event alone: no clock, no chance, no other event,
 * no version of this build. So the same event gives the same bytes at any time and from anywhere,
 * and a duplicate is a copy.
 *
 * <p>Nothing of an event is lost on the way but its salt: what has no member in OCSF stands under
 * {@code unmapped.body}, under its own name.
 */
public final class OcsfEvent {
  /** The largest event, in bytes of its canonical JSON. Larger ones say what they leave out. */
  public static final int MAX_BYTES = 256 * 1024;

  private OcsfEvent() {}

  /** The OCSF event of an event of the log. */
  public static JsonObject of(EventEnvelope event, OcsfVersion version) {
    return of(EventJson.of(event), version);
  }

  /**
   * The OCSF event of an event as {@link EventJson} writes it, such as the index keeps.
   *
   * @throws IllegalArgumentException if it is no such event: a member that every event has is
   *     absent
   */
  public static JsonObject of(JsonObject event, OcsfVersion version) {
    Told told = Told.of(event);
    Mapping mapping = Mappings.of(told.type());
    boolean finding = mapping.ocsfClass() == OcsfClass.DETECTION_FINDING;
    JsonObject.Builder ocsf = JsonObject.builder();
    Optional<SecurityControl> control =
        finding ? Optional.empty() : SecurityControl.of(told.type(), told);
    classify(
        ocsf,
        mapping.ocsfClass(),
        finding ? mapping.activity() : ApiActivity.activity(mapping, told));
    severity(told).put(ocsf, "severity");
    ocsf.put("time", told.recordedAt());
    ocsf.put("message", message(told));
    if (finding) {
      DetectionFinding.put(ocsf, mapping, told);
    } else {
      ApiActivity.put(ocsf, mapping, told, version);
      control.ifPresent(decided -> decided.put(ocsf, told));
    }
    ocsf.put("metadata", metadata(told, version, profiles(finding, control, told)));
    ocsf.put("unmapped", unmapped(told));
    return Fitting.fit(ocsf.build(), MAX_BYTES);
  }

  /** The bytes of an OCSF event: canonical JSON (RFC 8785). */
  public static byte[] bytes(JsonObject ocsf) {
    return CanonicalJson.bytes(ocsf);
  }

  static void classify(JsonObject.Builder ocsf, OcsfClass ocsfClass, Caption activity) {
    activity.put(ocsf, "activity_id", "activity_name");
    ocsfClass.category().put(ocsf, "category_uid", "category_name");
    ocsf.put("class_uid", ocsfClass.uid()).put("class_name", ocsfClass.caption());
    ocsf.put("type_uid", typeUid(ocsfClass, activity));
    ocsf.put("type_name", ocsfClass.caption() + ": " + caption(activity));
  }

  static long typeUid(OcsfClass ocsfClass, Caption activity) {
    return ocsfClass.uid() * 100L + activity.id();
  }

  private static String caption(Caption activity) {
    return activity.id() == Caption.other("").id() ? "Other" : activity.text();
  }

  /** Codes end in I, W or E; a finding says by itself how severe it is. */
  private static Caption severity(Told told) {
    String code = told.code();
    String said = told.type().equals("FindingRaised") ? told.text("severity").orElse("") : "";
    return switch (said) {
      case "LOW" -> Caption.LOW;
      case "MEDIUM" -> Caption.MEDIUM;
      case "HIGH" -> Caption.HIGH;
      default ->
          switch (code.charAt(code.length() - 1)) {
            case 'I' -> Caption.INFORMATIONAL;
            case 'W' -> Caption.LOW;
            case 'E' -> Caption.HIGH;
            default -> Caption.UNKNOWN;
          };
    };
  }

  private static String message(Told told) {
    String meaning =
        Arrays.stream(EventCode.values())
            .filter(code -> code.name().equals(told.code()))
            .map(EventCode::meaning)
            .findFirst()
            .orElse(told.type());
    return ApiActivity.tool(told)
        .map(tool -> "%s: %s/%s".formatted(meaning, tool.server(), tool.name()))
        .orElse(meaning);
  }

  private static List<String> profiles(
      boolean finding, Optional<SecurityControl> control, Told told) {
    JsonObject event = told.envelope();
    return Stream.of(
            Optional.of("ai_operation").filter(name -> !finding && ApiActivity.byAgent(told)),
            Optional.of("security_control").filter(name -> control.isPresent()),
            Optional.of("trace").filter(name -> !finding && Trace.of(event).isPresent()))
        .flatMap(Optional::stream)
        .toList();
  }

  private static JsonObject metadata(Told told, OcsfVersion version, List<String> profiles) {
    JsonObject event = told.envelope();
    JsonObject.Builder metadata =
        JsonObject.builder()
            .putIfPresent("correlation_uid", event.get("runId"))
            .put("event_code", told.code())
            .put("log_name", "countersign.events")
            .put("log_provider", "Countersign")
            .put("logged_time", told.recordedAt())
            .put("original_event_uid", told.required("commandId"))
            .putIfPresent("original_time", event.get("occurredAt"))
            .put("product", product())
            .put("tenant_uid", told.required("tenant"))
            .put("uid", told.required("eventId"))
            .put("version", version.text());
    event.integer("position").ifPresent(position -> metadata.put("sequence", position));
    if (!profiles.isEmpty()) {
      metadata.put("profiles", JsonArray.ofStrings(profiles));
    }
    return metadata.build();
  }

  /** Without the version of this build, which would make two copies of one event differ. */
  static JsonObject product() {
    return JsonObject.builder()
        .put("name", "Countersign")
        .put("vendor_name", "Countersign")
        .build();
  }

  private static JsonObject unmapped(Told told) {
    JsonObject event = told.envelope();
    JsonObject body = remainder(told.body());
    JsonObject.Builder unmapped =
        JsonObject.builder()
            .put("type", told.type())
            .putIfPresent("callId", event.get("callId"))
            .putIfPresent("generation", event.get("generation"))
            .putIfPresent("ledger", event.get("ledger"))
            .putIfPresent("position", event.get("position"))
            .putIfPresent("source", event.get("source"))
            .putIfPresent("tenantSequence", event.get("tenantSequence"))
            .putIfPresent("traceparent", event.get("traceparent"));
    return body.members().isEmpty() ? unmapped.build() : unmapped.put("body", body).build();
  }

  /** The body without the documents and resources that have members of their own in OCSF. */
  private static JsonObject remainder(JsonObject body) {
    Map<String, JsonValue> members = new LinkedHashMap<>(body.members());
    members.remove("resources");
    for (String document : List.of("arguments", "result")) {
      body.object(document)
          .ifPresent(
              redacted -> {
                Map<String, JsonValue> rest = new LinkedHashMap<>(redacted.members());
                rest.remove("json");
                members.put(document, new JsonObject(rest));
              });
    }
    return new JsonObject(members);
  }
}
