package io.countersign.query.story;

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
import java.util.TreeMap;

/**
 * A value of one call's result that stands, letter for letter, in the arguments of a later call of
 * the run. Told from what was recorded after redaction, so values that were taken out are not
 * compared, except those that were replaced by their keyed hash. The same value in two places is a
 * sign of a flow of data, not a proof.
 *
 * @param fromCallId the call whose result has the value
 * @param fromPointer where in the result
 * @param toCallId the later call
 * @param toPointer where in its arguments
 */
public record Flow(String fromCallId, String fromPointer, String toCallId, String toPointer) {
  /** Shorter texts are the same by chance too often to say anything. */
  private static final int LEAST_CHARACTERS = 8;

  /** Most flows that are told of one story. */
  static final int MAX = 500;

  /** Most values of results that are remembered. */
  private static final int MAX_VALUES = 50_000;

  private record Place(String callId, String pointer) {}

  /**
   * Finds flows; for each argument the latest result that has its value.
   *
   * @param calls calls in the order of the ledger
   */
  static List<Flow> of(List<JsonObject> calls) {
    Map<String, Place> known = new HashMap<>();
    List<Flow> flows = new ArrayList<>();
    // An outcome can be recorded after a later call has asked: only what was known then counts.
    Map<Long, JsonObject> facts = new TreeMap<>();
    for (JsonObject call : calls) {
      Members.number(call, "intent", "position").ifPresent(at -> facts.put(at, call));
      Members.number(call, "outcome", "position").ifPresent(at -> facts.put(at, call));
    }
    facts.forEach(
        (position, call) -> {
          String callId = Members.text(call, "callId").orElse("");
          boolean asks = Members.number(call, "intent", "position").orElse(-1L).equals(position);
          String document = asks ? "arguments" : "result";
          String fact = asks ? "intent" : "outcome";
          Map<String, String> texts = new TreeMap<>();
          Members.value(call, fact, document, "json").ifPresent(json -> texts(json, "", texts));
          texts.forEach(
              (pointer, text) -> {
                Place from = known.get(text);
                if (!asks && known.size() < MAX_VALUES) {
                  known.put(text, new Place(callId, pointer));
                } else if (asks && from != null && flows.size() < MAX) {
                  flows.add(new Flow(from.callId(), from.pointer(), callId, pointer));
                }
              });
        });
    return flows.stream().filter(flow -> !flow.fromCallId.equals(flow.toCallId)).toList();
  }

  private static void texts(JsonValue value, String pointer, Map<String, String> into) {
    switch (value) {
      case JsonString text -> {
        if (text.value().length() >= LEAST_CHARACTERS && !isMarker(text.value())) {
          into.put(pointer, text.value());
        }
      }
      case JsonArray array -> {
        for (int i = 0; i < array.elements().size(); i++) {
          texts(array.elements().get(i), JsonPointer.append(pointer, i), into);
        }
      }
      case JsonObject object ->
          object
              .members()
              .forEach((name, member) -> texts(member, JsonPointer.append(pointer, name), into));
      case JsonNumber _n -> {}
      case JsonBoolean _b -> {}
      case JsonNull _n -> {}
    }
  }

  /** What stands for something that was masked is the same everywhere, and says nothing. */
  private static boolean isMarker(String text) {
    return text.contains("[redacted:");
  }

  JsonObject json() {
    return JsonObject.builder()
        .put("basis", "SAME_VALUE")
        .put("fromCallId", fromCallId)
        .put("fromPointer", fromPointer)
        .put("toCallId", toCallId)
        .put("toPointer", toPointer)
        .build();
  }
}
