package io.countersign.query.story;

import io.countersign.query.Differences;
import io.countersign.schemas.json.JsonArray;
import io.countersign.schemas.json.JsonNull;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonString;
import io.countersign.schemas.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A comparison as {@code GET /v1/runs/{runId}/compare} answers it in JSON. */
public final class ComparisonJson {
  private ComparisonJson() {}

  /** The JSON of a comparison. */
  public static JsonObject of(Comparison comparison) {
    return JsonObject.builder()
        .put("tenant", comparison.left().tenant())
        .put("left", run(comparison.left()))
        .put("right", run(comparison.right()))
        .put("cutShort", comparison.cutShort())
        .put(
            "calls",
            new JsonArray(comparison.rows().stream().<JsonValue>map(ComparisonJson::row).toList()))
        .build();
  }

  private static JsonObject run(StoryView story) {
    return JsonObject.builder()
        .put("runId", story.runId())
        .put("complete", story.complete())
        .put("callCount", story.calls().size())
        .put("findingCount", story.findings().size())
        .put("totals", story.totals().json())
        .put("readUpTo", story.readUpTo())
        .build();
  }

  private static JsonObject row(Comparison.Row row) {
    JsonObject.Builder told =
        JsonObject.builder()
            .put("tool", row.any().tool())
            .put(
                "match",
                row.isMatched() ? "BOTH" : row.left().isPresent() ? "LEFT_ONLY" : "RIGHT_ONLY")
            .put("left", side(row.left()))
            .put("right", side(row.right()));
    return told.put("arguments", row.isMatched() ? arguments(row) : JsonNull.NULL)
        .put(
            "different",
            new JsonArray(different(row).stream().<JsonValue>map(JsonString::new).toList()))
        .build();
  }

  private static JsonValue side(Optional<CallTold> call) {
    return call.<JsonValue>map(
            told ->
                JsonObject.builder()
                    .put("callId", told.callId())
                    .put("number", told.number())
                    .put("state", told.state())
                    .put("verdict", text(told, "decision", "verdict"))
                    .put(
                        "decidedBy",
                        new JsonArray(
                            telling(told).stream().<JsonValue>map(JsonString::new).toList()))
                    .put("approval", text(told, "approval", "state"))
                    .put("outcome", text(told, "outcome", "status"))
                    .put("errorClass", text(told, "outcome", "errorClass"))
                    .put(
                        "durationMillis",
                        Members.value(told.call(), "outcome", "durationMillis")
                            .orElse(JsonNull.NULL))
                    .put("waitedMillis", told.waitedMillis())
                    .put(
                        "used",
                        Totals.Use.of(Members.object(told.call(), "outcome", "usage")).json())
                    .put(
                        "charged",
                        Totals.Use.of(Members.object(told.call(), "settlement", "charged")).json())
                    .build())
        .orElse(JsonNull.NULL);
  }

  /** The codes of the checks that made the verdict. */
  static List<String> telling(CallTold told) {
    return Members.objects(told.call(), "decision", "reasons").stream()
        .filter(
            reason ->
                List.of("FAILED", "ASKED").contains(Members.text(reason, "result").orElse("")))
        .flatMap(reason -> Members.text(reason, "code").stream())
        .toList();
  }

  static JsonObject arguments(Comparison.Row row) {
    return Differences.between(arguments(row.left()), arguments(row.right()));
  }

  private static JsonValue arguments(Optional<CallTold> call) {
    return call.flatMap(told -> Members.value(told.call(), "intent", "arguments", "json"))
        .orElse(JsonNull.NULL);
  }

  /**
   * What of two matched calls differs, as names of members; durations always do and are no such.
   */
  static List<String> different(Comparison.Row row) {
    if (!row.isMatched()) {
      return List.of();
    }
    CallTold left = row.left().orElseThrow();
    CallTold right = row.right().orElseThrow();
    List<String> different = new ArrayList<>();
    if (!arguments(row.left()).equals(arguments(row.right()))) {
      different.add("arguments");
    }
    if (!text(left, "decision", "verdict").equals(text(right, "decision", "verdict"))) {
      different.add("verdict");
    }
    if (!telling(left).equals(telling(right))) {
      different.add("decidedBy");
    }
    if (!text(left, "approval", "state").equals(text(right, "approval", "state"))) {
      different.add("approval");
    }
    if (!text(left, "outcome", "status").equals(text(right, "outcome", "status"))) {
      different.add("outcome");
    }
    if (!Members.object(left.call(), "outcome", "usage")
        .equals(Members.object(right.call(), "outcome", "usage"))) {
      different.add("used");
    }
    return different;
  }

  private static JsonValue text(CallTold told, String... path) {
    return Members.text(told.call(), path).<JsonValue>map(JsonString::new).orElse(JsonNull.NULL);
  }
}
