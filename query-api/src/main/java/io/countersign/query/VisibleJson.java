package io.countersign.query;

import io.countersign.schemas.json.JsonArray;
import io.countersign.schemas.json.JsonBoolean;
import io.countersign.schemas.json.JsonNull;
import io.countersign.schemas.json.JsonNumber;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonPointer;
import io.countersign.schemas.json.JsonString;
import io.countersign.schemas.json.JsonValue;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A JSON document as rows, each one value of the tree in the order of the document: with its depth,
 * its name or index and its value as {@link VisibleText}, and what was taken out of it. Rows rather
 * than nested objects, so that nothing can be folded away and the number of rows says how much
 * there is to see.
 */
final class VisibleJson {
  private final List<JsonValue> rows = new ArrayList<>();
  private final EnumSet<VisibleText.Warning> warnings = EnumSet.noneOf(VisibleText.Warning.class);
  private int hidden;

  /** What was taken out somewhere at or below a value, and the way that is left to there. */
  private record Taken(List<String> way, String action) {}

  private VisibleJson() {}

  /**
   * Shows a redacted document.
   *
   * @param document {@code json}, {@code originalBytes} and {@code redactions} as events have them
   */
  static JsonObject of(JsonObject document) {
    JsonArray listed = document.array("redactions").orElse(JsonArray.EMPTY);
    List<Taken> taken = new ArrayList<>();
    List<JsonValue> told = new ArrayList<>();
    for (JsonValue each : listed.elements()) {
      if (each instanceof JsonObject redaction) {
        String pointer = redaction.string("pointer").orElse("");
        String action = redaction.string("action").orElse("");
        taken.add(new Taken(JsonPointer.parse(pointer).tokens(), action));
        told.add(
            JsonObject.builder()
                .put("pointer", VisibleText.of(pointer).text())
                .put("action", action)
                .putIfPresent("ruleId", redaction.get("ruleId"))
                .build());
      }
    }
    VisibleJson shown = new VisibleJson();
    document
        .get("json")
        .ifPresent(json -> shown.add(JsonObject.builder().put("depth", 0), 0, json, taken));
    return JsonObject.builder()
        .put("rows", new JsonArray(shown.rows))
        .put("rowCount", shown.rows.size())
        .put("hiddenCount", shown.hidden)
        .put("warnings", names(shown.warnings))
        .put("redactions", new JsonArray(told))
        .putIfPresent("originalBytes", document.get("originalBytes"))
        .build();
  }

  /** A text of its own, shown. */
  static JsonObject text(String text) {
    VisibleText visible = VisibleText.of(text);
    return JsonObject.builder()
        .put("text", visible.text())
        .put("hidden", visible.hidden())
        .put("warnings", names(visible.warnings()))
        .build();
  }

  static JsonArray names(Set<VisibleText.Warning> warnings) {
    return JsonArray.ofStrings(warnings.stream().map(Enum::name).sorted().toList());
  }

  /** A row of its own for each value below, so the way down is bounded by the depth of events. */
  private void add(JsonObject.Builder row, int depth, JsonValue value, List<Taken> taken) {
    taken.stream()
        .filter(each -> each.way().isEmpty())
        .findFirst()
        .ifPresent(each -> row.put("redacted", each.action()));
    switch (value) {
      case JsonString string -> {
        row.put("type", "string");
        put(row, "value", string.value());
        rows.add(row.build());
      }
      case JsonNumber number -> scalar(row, "number", number.text());
      case JsonBoolean bool -> scalar(row, "boolean", Boolean.toString(bool.value()));
      case JsonNull _n -> scalar(row, "null", "null");
      case JsonArray array -> {
        rows.add(row.put("type", "array").put("size", array.elements().size()).build());
        for (int i = 0; i < array.elements().size(); i++) {
          JsonObject.Builder child = JsonObject.builder().put("depth", depth + 1L).put("index", i);
          add(child, depth + 1, array.elements().get(i), below(taken, Integer.toString(i)));
        }
      }
      case JsonObject object -> {
        rows.add(row.put("type", "object").put("size", object.members().size()).build());
        for (Map.Entry<String, JsonValue> member : object.members().entrySet()) {
          JsonObject.Builder child = JsonObject.builder().put("depth", depth + 1L);
          put(child, "name", member.getKey());
          add(child, depth + 1, member.getValue(), below(taken, member.getKey()));
        }
      }
    }
  }

  private void scalar(JsonObject.Builder row, String type, String value) {
    rows.add(row.put("type", type).put("value", value).build());
  }

  private void put(JsonObject.Builder row, String name, String text) {
    VisibleText visible = VisibleText.of(text);
    row.put(name, visible.text());
    if (visible.hidden()) {
      hidden++;
      row.put(name + "Hidden", true);
    }
    if (!visible.warnings().isEmpty()) {
      row.put(name + "Warnings", names(visible.warnings()));
      warnings.addAll(visible.warnings());
    }
  }

  private static List<Taken> below(List<Taken> taken, String token) {
    if (taken.isEmpty()) {
      return taken;
    }
    return taken.stream()
        .filter(each -> !each.way().isEmpty() && each.way().getFirst().equals(token))
        .map(each -> new Taken(each.way().subList(1, each.way().size()), each.action()))
        .toList();
  }
}
