package io.countersign.query.story;

import io.countersign.query.report.Block;
import io.countersign.query.report.Block.Table;
import io.countersign.query.report.Line;
import io.countersign.query.report.Span.Style;
import io.countersign.schemas.json.JsonArray;
import io.countersign.schemas.json.JsonBoolean;
import io.countersign.schemas.json.JsonNull;
import io.countersign.schemas.json.JsonNumber;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonPointer;
import io.countersign.schemas.json.JsonString;
import io.countersign.schemas.json.JsonValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A redacted document as rows: each value with its JSON pointer, and what was taken out where. */
final class DocumentRows {
  /** Most rows of one document. */
  static final int MAX_ROWS = 60;

  private final List<List<Line>> rows = new ArrayList<>();
  private final Map<String, String> taken = new HashMap<>();

  private DocumentRows() {}

  /** The table of a document; empty when there is none. */
  static Optional<Block> of(String caption, Optional<JsonObject> document) {
    return document.map(
        told -> {
          DocumentRows shown = new DocumentRows();
          for (JsonObject redaction : Members.objects(told, "redactions")) {
            shown.taken.put(
                Members.text(redaction, "pointer").orElse(""),
                "%s by %s"
                    .formatted(
                        Members.text(redaction, "action").orElse("?"),
                        Members.text(redaction, "ruleId").orElse("?")));
          }
          told.get("json").ifPresent(json -> shown.add("", json));
          // What was dropped has no value left to stand beside.
          shown.taken.forEach(
              (pointer, how) ->
                  shown.rows.add(
                      List.of(
                          Line.theirs(pointer),
                          Line.of(Style.FAINT, "taken out"),
                          Line.theirs(how))));
          return Table.upTo(MAX_ROWS, caption, List.of("Where", "Value", "Redacted"), shown.rows);
        });
  }

  private void add(String pointer, JsonValue value) {
    switch (value) {
      case JsonObject object when !object.members().isEmpty() ->
          object
              .members()
              .forEach((name, member) -> add(JsonPointer.append(pointer, name), member));
      case JsonArray array when !array.elements().isEmpty() -> {
        for (int i = 0; i < array.elements().size(); i++) {
          add(JsonPointer.append(pointer, i), array.elements().get(i));
        }
      }
      case JsonString text -> row(pointer, Line.theirs('"' + text.value() + '"'));
      case JsonNumber number -> row(pointer, Line.theirs(number.text()));
      case JsonBoolean bool -> row(pointer, Line.theirs(Boolean.toString(bool.value())));
      case JsonNull _n -> row(pointer, Line.theirs("null"));
      case JsonObject _o -> row(pointer, Line.theirs("{}"));
      case JsonArray _a -> row(pointer, Line.theirs("[]"));
    }
  }

  private void row(String pointer, Line value) {
    String how = taken.remove(pointer);
    Line where = pointer.isEmpty() ? Line.of(Style.FAINT, "whole") : Line.theirs(pointer);
    rows.add(List.of(where, value, how == null ? Line.EMPTY : Line.theirs(how)));
  }

  /** What was taken out, a row for each. */
  static List<List<Line>> redactions(List<JsonObject> redactions) {
    return redactions.stream()
        .map(
            redaction ->
                List.of(
                    Line.theirs(Members.text(redaction, "pointer")),
                    Line.of(Members.text(redaction, "action").orElse("?")),
                    Line.theirs(Members.text(redaction, "ruleId"))))
        .toList();
  }

  /** Differences of two documents, a row for each. */
  static List<List<Line>> changes(JsonObject differences) {
    return Members.objects(differences, "changes").stream()
        .map(
            change ->
                List.of(
                    Line.visible(Members.text(change, "pointer")),
                    Line.of(Members.text(change, "change").orElse("?")),
                    Line.visible(Members.text(change, "before")),
                    Line.visible(Members.text(change, "after"))))
        .toList();
  }
}
