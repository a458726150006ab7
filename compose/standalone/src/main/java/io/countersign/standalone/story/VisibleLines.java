package io.countersign.standalone.story;

import io.countersign.schemas.json.JsonArray;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonString;
import io.countersign.schemas.json.JsonValue;
import io.countersign.standalone.client.Plain;
import java.util.ArrayList;
import java.util.List;

/**
 * Somebody else's JSON and text as lines, whole: nothing is shortened, and what a terminal would
 * hide stands there as its code point. Inside quotes a backslash that was sent is written twice, so
 * that it cannot pass for one of ours.
 */
final class VisibleLines {
  private static final String STEP = "  ";

  private final List<String> lines = new ArrayList<>();

  private VisibleLines() {}

  /** A JSON value, a line for each of its parts. */
  static List<String> json(JsonValue value) {
    VisibleLines shown = new VisibleLines();
    shown.add("", "", value, "");
    return shown.lines;
  }

  /** A text; each of its lines stands behind a bar, so that it cannot pass for ours. */
  static List<String> text(String text) {
    return text.lines().map(line -> "| " + Plain.line(line)).toList();
  }

  private void add(String indent, String name, JsonValue value, String end) {
    switch (value) {
      case JsonObject object when !object.members().isEmpty() -> {
        lines.add(indent + name + "{");
        int left = object.members().size();
        for (var member : object.members().entrySet()) {
          left--;
          String its = Plain.line(new JsonString(member.getKey()).toJson()) + ": ";
          add(indent + STEP, its, member.getValue(), left == 0 ? "" : ",");
        }
        lines.add(indent + "}" + end);
      }
      case JsonArray array when !array.elements().isEmpty() -> {
        lines.add(indent + name + "[");
        int left = array.elements().size();
        for (JsonValue element : array.elements()) {
          left--;
          add(indent + STEP, "", element, left == 0 ? "" : ",");
        }
        lines.add(indent + "]" + end);
      }
      default -> lines.add(indent + name + Plain.line(value.toJson()) + end);
    }
  }
}
