package io.countersign.schemas.document;

import io.countersign.schemas.approval.ApprovalState;
import io.countersign.schemas.call.CallState;
import io.countersign.schemas.json.JsonArray;
import io.countersign.schemas.json.JsonNull;
import io.countersign.schemas.json.JsonNumber;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonString;
import io.countersign.schemas.json.JsonValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One call as JSON: intent, decision, approval, outcome and what it was charged, in the shape that
 * a story and {@code GET /v1/calls} answer. A fold over the events of the call in the form of
 * {@link EventJson}, used by the projection that indexes calls and by the story that is told from
 * events, so the two cannot disagree. Every member is always there; what has not happened is {@code
 * null}.
 */
public final class CallJson {

  /** Most findings that are told in full; {@code findingCount} counts all. */
  public static final int MAX_FINDINGS = 100;

  /** Most thresholds of budgets that one call is told to have reached. */
  private static final int MAX_THRESHOLDS = 20;

  /** What of an intent is said about the call as a whole, and therefore not repeated inside. */
  private static final Set<String> OF_THE_CALL =
      Set.of("callId", "runId", "environment", "actor", "tool");

  private static final Set<String> CALL_ID = Set.of("callId");

  /** The budget nodes of a settlement are told by its event, and by the budgets. */
  private static final Set<String> NOT_OF_THE_SETTLEMENT = Set.of("callId", "spendings");

  private CallJson() {}

  /**
   * The call after one more of its events.
   *
   * @param call the call so far, or null before its first event
   * @param event an event that has a {@code callId}, later than all that were applied
   */
  public static JsonObject apply(@Nullable JsonObject call, JsonObject event) {
    Map<String, JsonValue> next =
        call == null ? opened(event) : new LinkedHashMap<>(call.members());
    JsonObject body = event.object("body").orElse(JsonObject.EMPTY);
    JsonObject approval =
        ApprovalJson.ofCall(next.get("approval") instanceof JsonObject told ? told : null, event);
    if (approval != null) {
      next.put("approval", approval);
    }
    switch (event.string("type").orElse("")) {
      case "IntentRecorded" -> intend(next, event, body);
      case "DecisionMade" -> decide(next, event, body);
      case "OutcomeRecorded" -> report(next, event, body);
      case "OutcomeOverdue" -> {
        set(next, "overdue", fact(event, body, CALL_ID));
        moveFrom(next, CallState.ALLOWED, CallState.OVERDUE);
        moveFrom(next, CallState.CLAIMED, CallState.OVERDUE);
      }
      case "OutcomeReconciled" -> {
        set(next, "reconciled", fact(event, body, CALL_ID));
        moveFrom(next, CallState.OVERDUE, CallState.REPORTED);
      }
      case "ApprovalGranted" -> {
        if (isOfTheApproval(next, event)) {
          moveFrom(next, CallState.PENDING, CallState.APPROVED);
        }
      }
      case "GrantClaimed" -> {
        if (isOfTheApproval(next, event)) {
          moveFrom(next, CallState.PENDING, CallState.CLAIMED);
          moveFrom(next, CallState.APPROVED, CallState.CLAIMED);
        }
      }
      case "ApprovalClosed" -> close(next, event, body);
      case "CallCancelled" -> {
        set(next, "cancelled", fact(event, body, CALL_ID));
        next.put("state", name(CallState.CANCELLED));
      }
      case "CallAbandoned" -> {
        set(next, "abandoned", fact(event, body, CALL_ID));
        next.put("state", name(CallState.ABANDONED));
      }
      case "ReservationSettled" -> next.put("settlement", fact(event, body, NOT_OF_THE_SETTLEMENT));
      case "ReservationOverrun" -> next.put("overrun", fact(event, body, CALL_ID));
      case "BudgetThresholdReached" -> approach(next, event, body);
      case "FindingRaised" -> find(next, event, body);
      default -> {
        // Refusals and kinds of later versions change nothing here; the events tell them.
      }
    }
    next.put("position", event.get("position").orElse(JsonNull.NULL));
    next.put("generation", event.get("generation").orElse(JsonNull.NULL));
    next.put("changedAt", event.get("recordedAt").orElse(JsonNull.NULL));
    return new JsonObject(next);
  }

  /** Where a call stands; empty while nothing was decided. */
  public static Optional<CallState> state(JsonObject call) {
    return call.string("state").map(CallState::valueOf);
  }

  /** One event without its envelope: what happened, when, and which event proves it. */
  static JsonObject fact(JsonObject event, JsonObject body, Set<String> without) {
    JsonObject.Builder fact = JsonObject.builder();
    for (String name :
        List.of("eventId", "code", "position", "recordedAt", "occurredAt", "source")) {
      fact.putIfPresent(name, event.get(name));
    }
    body.members()
        .forEach(
            (name, value) -> {
              if (!without.contains(name)) {
                fact.put(name, value);
              }
            });
    return fact.build();
  }

  private static Map<String, JsonValue> opened(JsonObject event) {
    Map<String, JsonValue> call = new LinkedHashMap<>();
    for (String name : List.of("callId", "runId", "tenant")) {
      call.put(name, event.get(name).orElse(JsonNull.NULL));
    }
    for (String name :
        List.of(
            "state",
            "environment",
            "tool",
            "risk",
            "gate",
            "actor",
            "intent",
            "decision",
            "approval",
            "outcome",
            "reconciled",
            "settlement",
            "overrun",
            "overdue",
            "cancelled",
            "abandoned")) {
      call.put(name, JsonNull.NULL);
    }
    call.put("thresholds", JsonArray.EMPTY);
    call.put("findings", JsonArray.EMPTY);
    call.put("findingCount", JsonNumber.of(0));
    for (String name : List.of("ledger", "generation")) {
      call.put(name, event.get(name).orElse(JsonNull.NULL));
    }
    call.put("firstPosition", event.get("position").orElse(JsonNull.NULL));
    call.put("position", JsonNull.NULL);
    call.put("openedAt", event.get("recordedAt").orElse(JsonNull.NULL));
    call.put("changedAt", JsonNull.NULL);
    return call;
  }

  /**
   * The first intent says what the call is: a call that is asked again is the same action. Only
   * while people decide may another action take its place; then it says so from there on.
   */
  private static void intend(Map<String, JsonValue> call, JsonObject event, JsonObject body) {
    if (call.get("intent") instanceof JsonObject standing) {
      if (standing.get("actionDigest").equals(body.get("actionDigest"))) {
        return;
      }
      call.put("risk", JsonNull.NULL);
    }
    call.put("intent", fact(event, body, OF_THE_CALL));
    for (String name : List.of("environment", "tool", "actor")) {
      call.put(name, body.get(name).orElse(JsonNull.NULL));
    }
  }

  private static void decide(Map<String, JsonValue> call, JsonObject event, JsonObject body) {
    call.put("decision", fact(event, body, CALL_ID));
    for (String name : List.of("tool", "risk", "environment")) {
      if (isAbsent(call, name)) {
        call.put(name, body.get(name).orElse(JsonNull.NULL));
      }
    }
    call.put("gate", body.get("gate").orElse(JsonNull.NULL));
    // What an earlier decision reserved was settled; this one reserves anew.
    call.put("settlement", JsonNull.NULL);
    call.put("overrun", JsonNull.NULL);
    call.put(
        "state",
        name(
            switch (body.string("verdict").orElse("")) {
              case "ALLOW" -> CallState.ALLOWED;
              case "ASK" -> CallState.PENDING;
              default -> CallState.DENIED;
            }));
  }

  /** The first outcome is the outcome; a later one that differs is told as a finding. */
  private static void report(Map<String, JsonValue> call, JsonObject event, JsonObject body) {
    set(call, "outcome", fact(event, body, CALL_ID));
    moveFrom(call, CallState.ALLOWED, CallState.REPORTED);
    moveFrom(call, CallState.PENDING, CallState.REPORTED);
    moveFrom(call, CallState.APPROVED, CallState.REPORTED);
    moveFrom(call, CallState.CLAIMED, CallState.REPORTED);
    moveFrom(call, CallState.OVERDUE, CallState.REPORTED);
  }

  /** An approval that another one takes the place of leaves the call to its new decision. */
  private static void close(Map<String, JsonValue> call, JsonObject event, JsonObject body) {
    ApprovalState end = ApprovalState.valueOf(body.string("state").orElse("DENIED"));
    if (end == ApprovalState.SUPERSEDED || !isOfTheApproval(call, event)) {
      return;
    }
    CallState to = end == ApprovalState.CANCELLED ? CallState.CANCELLED : CallState.DENIED;
    moveFrom(call, CallState.PENDING, to);
    moveFrom(call, CallState.APPROVED, to);
  }

  private static boolean isOfTheApproval(Map<String, JsonValue> call, JsonObject event) {
    return call.get("approval") instanceof JsonObject approval
        && approval.string("approvalId").equals(ApprovalJson.id(event));
  }

  private static void find(Map<String, JsonValue> call, JsonObject event, JsonObject body) {
    addBounded(call, "findings", fact(event, body, CALL_ID), MAX_FINDINGS);
    increment(call, "findingCount");
  }

  private static void approach(Map<String, JsonValue> call, JsonObject event, JsonObject body) {
    JsonObject budget = body.object("budget").orElse(JsonObject.EMPTY);
    JsonObject spending = body.object("spending").orElse(JsonObject.EMPTY);
    JsonObject told =
        JsonObject.builder()
            .putIfPresent("budgetId", budget.get("id"))
            .putIfPresent("subject", spending.get("subject"))
            .putIfPresent("percent", body.get("percent"))
            .putIfPresent("units", body.get("units"))
            .build();
    addBounded(call, "thresholds", fact(event, told, Set.of()), MAX_THRESHOLDS);
  }

  static void increment(Map<String, JsonValue> object, String name) {
    long before = object.get(name) instanceof JsonNumber number ? number.longValue() : 0;
    object.put(name, JsonNumber.of(before + 1));
  }

  static void addBounded(Map<String, JsonValue> object, String name, JsonValue value, int limit) {
    if (object.get(name) instanceof JsonArray array && array.elements().size() < limit) {
      List<JsonValue> elements = new ArrayList<>(array.elements());
      elements.add(value);
      object.put(name, new JsonArray(elements));
    }
  }

  private static void moveFrom(Map<String, JsonValue> call, CallState from, CallState to) {
    if (name(from).equals(call.get("state"))) {
      call.put("state", name(to));
    }
  }

  private static void set(Map<String, JsonValue> call, String name, JsonValue value) {
    if (isAbsent(call, name)) {
      call.put(name, value);
    }
  }

  static boolean isAbsent(Map<String, JsonValue> object, String name) {
    return object.getOrDefault(name, JsonNull.NULL) instanceof JsonNull;
  }

  private static JsonString name(CallState state) {
    return new JsonString(state.name());
  }
}
