package io.countersign.query.story;

import io.countersign.schemas.document.CallJson;
import io.countersign.schemas.json.JsonArray;
import io.countersign.schemas.json.JsonNull;
import io.countersign.schemas.json.JsonNumber;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonString;
import io.countersign.schemas.json.JsonValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One call in its place in the run.
 *
 * @param callId the call
 * @param number its number in the order of the ledger, from 1
 * @param parent the call that it came from, where its context says so
 * @param depth how many calls stand above it
 * @param actor number of who acts, among the actors of the story, from 1; 0 when no intent tells
 * @param trace where it stands in the caller's trace
 * @param call the call as {@link CallJson} tells it
 * @param phases who had the ball, and how long
 * @param effect what it did to the world
 */
public record CallTold(
    String callId,
    int number,
    Optional<CallTold> parent,
    int depth,
    int actor,
    Optional<Trace> trace,
    JsonObject call,
    List<Phase> phases,
    Optional<Effect> effect) {
  /** Deeper than this nothing is nested, so that no story can be told in endless indentation. */
  static final int MAX_DEPTH = 16;

  public CallTold {
    phases = List.copyOf(phases);
  }

  /** The tool as {@code server/name}. */
  public String tool() {
    return "%s/%s"
        .formatted(
            Members.text(call, "tool", "server").orElse("?"),
            Members.text(call, "tool", "name").orElse("?"));
  }

  /** Where the call stands; empty while nothing was decided. */
  public String state() {
    return Members.text(call, "state").orElse("");
  }

  /** How long people were asked, in milliseconds. */
  long waitedMillis() {
    return millis(Phase.Kind.WAITING);
  }

  /** The time of a phase, in milliseconds; 0 when the call has none of that kind. */
  long millis(Phase.Kind kind) {
    return phases.stream()
        .filter(phase -> phase.kind() == kind)
        .mapToLong(phase -> phase.length().toMillis())
        .sum();
  }

  JsonObject json() {
    Map<String, JsonValue> told = new LinkedHashMap<>(call.members());
    told.put("number", JsonNumber.of(number));
    told.put(
        "parentCallId",
        parent.<JsonValue>map(above -> new JsonString(above.callId())).orElse(JsonNull.NULL));
    told.put("depth", JsonNumber.of(depth));
    told.put("actorNumber", JsonNumber.of(actor));
    told.put("trace", Trace.json(trace));
    told.put("phases", new JsonArray(phases.stream().<JsonValue>map(Phase::json).toList()));
    told.put("effect", effect.<JsonValue>map(Effect::json).orElse(JsonNull.NULL));
    return new JsonObject(told);
  }
}
