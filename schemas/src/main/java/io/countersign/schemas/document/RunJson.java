package io.countersign.schemas.document;

import static io.countersign.schemas.document.CallJson.addBounded;
import static io.countersign.schemas.document.CallJson.increment;
import static io.countersign.schemas.document.CallJson.isAbsent;

import io.countersign.schemas.json.JsonArray;
import io.countersign.schemas.json.JsonNull;
import io.countersign.schemas.json.JsonNumber;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonString;
import io.countersign.schemas.json.JsonValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The summary of one run as JSON: who acted, with which tools, how it went, in numbers. A fold over
 * the events of the run in the form of {@link EventJson}. Lists are bounded; the counts beside them
 * are not. Every member is always there.
 */
public final class RunJson {

  /** Most tools that are named. */
  public static final int MAX_TOOLS = 100;

  /** Most findings that are told; {@code findingCount} counts all. */
  public static final int MAX_FINDINGS = 100;

  private static final List<String> COUNTS =
      List.of(
          "eventCount",
          "intentCount",
          "allowCount",
          "denyCount",
          "askCount",
          "succeededCount",
          "failedCount",
          "uncertainCount",
          "notRunCount",
          "overdueCount",
          "cancelledCount",
          "abandonedCount",
          "overrunCount",
          "refusedCount",
          "findingCount");

  private RunJson() {}

  /**
   * The run after one more of its events.
   *
   * @param run the run so far, or null before its first event
   * @param event an event that has a {@code runId}, later than all that were applied
   */
  public static JsonObject apply(@Nullable JsonObject run, JsonObject event) {
    Map<String, JsonValue> next = run == null ? opened(event) : new LinkedHashMap<>(run.members());
    JsonObject body = event.object("body").orElse(JsonObject.EMPTY);
    increment(next, "eventCount");
    switch (event.string("type").orElse("")) {
      case "IntentRecorded" -> intend(next, body);
      case "DecisionMade" ->
          increment(
              next,
              switch (body.string("verdict").orElse("")) {
                case "ALLOW" -> "allowCount";
                case "ASK" -> "askCount";
                default -> "denyCount";
              });
      case "OutcomeRecorded" ->
          increment(
              next,
              switch (body.string("status").orElse("")) {
                case "SUCCEEDED" -> "succeededCount";
                case "FAILED" -> "failedCount";
                case "NOT_RUN" -> "notRunCount";
                default -> "uncertainCount";
              });
      case "OutcomeOverdue" -> increment(next, "overdueCount");
      case "CallCancelled" -> increment(next, "cancelledCount");
      case "CallAbandoned" -> increment(next, "abandonedCount");
      case "ReservationOverrun" -> increment(next, "overrunCount");
      case "CommandRejected", "CommandFailed" -> increment(next, "refusedCount");
      case "FindingRaised" -> {
        increment(next, "findingCount");
        addBounded(next, "findings", CallJson.fact(event, body, Set.of()), MAX_FINDINGS);
      }
      default -> {
        // A kind of a later version counts as an event and says nothing else here.
      }
    }
    next.put("position", event.get("position").orElse(JsonNull.NULL));
    next.put("generation", event.get("generation").orElse(JsonNull.NULL));
    next.put("lastAt", event.get("recordedAt").orElse(JsonNull.NULL));
    return new JsonObject(next);
  }

  private static Map<String, JsonValue> opened(JsonObject event) {
    Map<String, JsonValue> run = new LinkedHashMap<>();
    run.put("runId", event.get("runId").orElse(JsonNull.NULL));
    run.put("tenant", event.get("tenant").orElse(JsonNull.NULL));
    for (String name : List.of("environment", "actor", "request", "source")) {
      run.put(name, JsonNull.NULL);
    }
    run.put("tools", JsonArray.EMPTY);
    COUNTS.forEach(name -> run.put(name, JsonNumber.of(0)));
    run.put("findings", JsonArray.EMPTY);
    run.put("ledger", event.get("ledger").orElse(JsonNull.NULL));
    run.put("generation", JsonNull.NULL);
    run.put("firstPosition", event.get("position").orElse(JsonNull.NULL));
    run.put("position", JsonNull.NULL);
    run.put("firstAt", event.get("recordedAt").orElse(JsonNull.NULL));
    run.put("lastAt", JsonNull.NULL);
    return run;
  }

  private static void intend(Map<String, JsonValue> run, JsonObject body) {
    increment(run, "intentCount");
    JsonObject context = body.object("context").orElse(JsonObject.EMPTY);
    first(run, "environment", body);
    first(run, "actor", body);
    first(run, "request", context);
    first(run, "source", context);
    JsonObject tool = body.object("tool").orElse(JsonObject.EMPTY);
    JsonString name =
        new JsonString(tool.string("server").orElse("?") + "/" + tool.string("name").orElse("?"));
    if (run.get("tools") instanceof JsonArray tools && !tools.elements().contains(name)) {
      addBounded(run, "tools", name, MAX_TOOLS);
    }
  }

  private static void first(Map<String, JsonValue> run, String name, JsonObject from) {
    if (isAbsent(run, name)) {
      run.put(name, from.get(name).orElse(JsonNull.NULL));
    }
  }
}
