package io.countersign.standalone.command;

import io.countersign.schemas.json.JsonArray;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonString;
import io.countersign.schemas.json.JsonValue;
import io.countersign.standalone.client.ApiAnswer;
import io.countersign.standalone.client.Plain;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * An alert as text. In one line its fields are separated by tabs and hold none themselves; no field
 * is empty, so that a shell counts them right.
 */
final class AlertLine {
  private AlertLine() {}

  static String of(JsonObject alert) {
    List<String> fields = new ArrayList<>();
    for (String member : List.of("alertId", "state", "severity", "kind")) {
      fields.add(ApiAnswer.text(alert, member));
    }
    fields.add(about(alert));
    for (String member : List.of("openedAt", "lastSeen", "extended", "headline")) {
      fields.add(ApiAnswer.text(alert, member));
    }
    return fields.stream()
        .map(field -> field.isBlank() ? "-" : Plain.line(field))
        .collect(Collectors.joining("\t"));
  }

  /** What a person reads, a line each. */
  static List<String> paragraphs(JsonObject alert) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "%s %s, %s: %s"
            .formatted(
                Plain.line(ApiAnswer.text(alert, "severity")),
                Plain.line(ApiAnswer.text(alert, "kind")),
                Plain.line(ApiAnswer.text(alert, "state")),
                Plain.line(ApiAnswer.text(alert, "headline"))));
    lines.add(Plain.line(ApiAnswer.text(alert, "explanation")));
    lines.add("about       " + Plain.line(about(alert)));
    lines.add(
        "seen        %s to %s, extended %s times"
            .formatted(
                Plain.line(ApiAnswer.text(alert, "firstSeen")),
                Plain.line(ApiAnswer.text(alert, "lastSeen")),
                Plain.line(ApiAnswer.text(alert, "extended"))));
    objects(alert, "contributors")
        .forEach(
            part ->
                lines.add(
                    "mostly      %s %s: %s"
                        .formatted(
                            Plain.line(ApiAnswer.text(part, "dimension")),
                            Plain.line(ApiAnswer.text(part, "name")),
                            Plain.line(ApiAnswer.text(part, "observed")))));
    texts(alert, "runIds").forEach(run -> lines.add("run         " + Plain.line(run)));
    texts(alert, "callIds").forEach(call -> lines.add("call        " + Plain.line(call)));
    alert
        .object("acknowledgement")
        .ifPresent(said -> lines.add("looked into " + said(said, "by", "at", "note")));
    alert
        .object("resolution")
        .ifPresent(said -> lines.add("resolved    " + said(said, "verdict", "by", "at", "note")));
    lines.add("silence     " + Plain.line(ApiAnswer.text(alert, "silence")));
    return lines;
  }

  private static String about(JsonObject alert) {
    JsonObject entity = alert.object("entity").orElse(JsonObject.EMPTY);
    return ApiAnswer.text(entity, "level") + " " + ApiAnswer.text(entity, "name");
  }

  private static String said(JsonObject said, String... members) {
    return List.of(members).stream()
        .map(member -> Plain.line(ApiAnswer.text(said, member)))
        .collect(Collectors.joining(", "));
  }

  private static List<JsonObject> objects(JsonObject from, String name) {
    return from.array(name).map(JsonArray::elements).orElse(List.of()).stream()
        .filter(JsonObject.class::isInstance)
        .map(JsonObject.class::cast)
        .toList();
  }

  private static List<String> texts(JsonObject from, String name) {
    List<JsonValue> elements = from.array(name).map(JsonArray::elements).orElse(List.of());
    return elements.stream()
        .filter(JsonString.class::isInstance)
        .map(text -> ((JsonString) text).value())
        .toList();
  }
}
