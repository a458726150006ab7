package io.countersign.schemas.document;

import static io.countersign.schemas.document.CallJson.addBounded;
import static io.countersign.schemas.document.CallJson.fact;
import static io.countersign.schemas.document.CallJson.increment;
import static io.countersign.schemas.document.CallJson.isAbsent;

import io.countersign.schemas.approval.ApprovalState;
import io.countersign.schemas.control.ControlId;
import io.countersign.schemas.digest.Digest;
import io.countersign.schemas.json.JsonArray;
import io.countersign.schemas.json.JsonNull;
import io.countersign.schemas.json.JsonNumber;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonString;
import io.countersign.schemas.json.JsonValue;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One approval as JSON: who asked for what, under which terms, who said what, and what became of
 * it. A fold over the events about the approval, and over the outcome of its call, in the form of
 * {@link EventJson}. Lists are bounded; the counts beside them are not. Every member is always
 * there; what has not happened is {@code null}.
 */
public final class ApprovalJson {

  /** Most notifications that are told; {@code notificationCount} counts all. */
  public static final int MAX_NOTIFICATIONS = 50;

  private static final int MAX_RESOURCES = 20;
  private static final int MAX_ESCALATIONS = 10;
  private static final int MAX_CONFIRMATIONS = 10;

  private static final Set<String> IDS = Set.of("approvalId", "callId");

  /** What a call says of itself, and what therefore is not repeated in its approval. */
  private static final List<String> OF_THE_CALL =
      List.of(
          "tenant",
          "kind",
          "callId",
          "runId",
          "control",
          "change",
          "by",
          "actor",
          "asker",
          "resources",
          "tool",
          "environment",
          "risk",
          "ledger",
          "generation",
          "firstPosition",
          "position",
          "openedAt",
          "changedAt");

  private ApprovalJson() {}

  /**
   * The approval after one more of its events.
   *
   * @param approval the approval so far, or null before its first event
   * @param event an event about the approval, or the outcome of its call; later than all that were
   *     applied
   * @param call the call after this event, which says who acts and on what; null for a change
   */
  public static JsonObject apply(
      @Nullable JsonObject approval, JsonObject event, @Nullable JsonObject call) {
    JsonObject body = event.object("body").orElse(JsonObject.EMPTY);
    Map<String, JsonValue> next =
        approval == null
            ? opened(event, body, call == null ? JsonObject.EMPTY : call)
            : new LinkedHashMap<>(approval.members());
    change(next, event, body);
    next.put("position", event.get("position").orElse(JsonNull.NULL));
    next.put("generation", event.get("generation").orElse(JsonNull.NULL));
    next.put("changedAt", event.get("recordedAt").orElse(JsonNull.NULL));
    return new JsonObject(next);
  }

  /**
   * The approval as its call tells it, after one more event of the call. A new request takes the
   * place of the approval before; what is about another approval changes nothing.
   */
  static @Nullable JsonObject ofCall(@Nullable JsonObject approval, JsonObject event) {
    Optional<String> about = id(event);
    boolean asked = event.string("type").equals(Optional.of("ApprovalRequested"));
    boolean same = approval != null && about.equals(approval.string("approvalId"));
    if (asked && !same) {
      approval = null;
    } else if (approval == null || (about.isPresent() && !same)) {
      return approval;
    }
    Map<String, JsonValue> told = new LinkedHashMap<>(apply(approval, event, null).members());
    OF_THE_CALL.forEach(told::remove);
    return new JsonObject(told);
  }

  /** The approval that an event is about; empty when it is about none, or about a call. */
  public static Optional<String> id(JsonObject event) {
    return event.object("body").flatMap(body -> body.string("approvalId"));
  }

  /** Where an approval stands. */
  public static Optional<ApprovalState> state(JsonObject approval) {
    return approval.string("state").map(ApprovalState::valueOf);
  }

  private static void change(Map<String, JsonValue> next, JsonObject event, JsonObject body) {
    switch (event.string("type").orElse("")) {
      case "VoteCast" -> {
        increment(next, "voteCount");
        next.put("votes", ApprovalVotes.with(next.get("votes"), event, body));
        copy(next, body, "quorum");
      }
      case "ApprovalGranted" -> {
        next.put("granted", fact(event, body, IDS));
        copy(next, body, "seats", "brokenGlass", "expiresAt");
        decided(next, event);
        // A change is made together with its approval, so nothing is left to be claimed.
        move(next, isAbsent(next, "change") ? ApprovalState.APPROVED : ApprovalState.CONSUMED);
      }
      case "ApprovalClosed" -> {
        next.put("closed", fact(event, body, IDS));
        copy(next, body, "cause", "message", "supersededBy");
        decided(next, event);
        body.string("state").map(ApprovalState::valueOf).ifPresent(state -> move(next, state));
      }
      case "GrantClaimed" -> {
        next.put("claim", fact(event, body, IDS));
        move(next, ApprovalState.CLAIMED);
      }
      case "CallConfirmed" ->
          addBounded(next, "confirmations", fact(event, body, IDS), MAX_CONFIRMATIONS);
      case "ApprovalEscalated" ->
          addBounded(next, "escalations", fact(event, body, IDS), MAX_ESCALATIONS);
      case "BreakGlassInvoked" -> breakGlass(next, event, body);
      case "BreakGlassReviewed" -> onBreakGlass(next, "review", event, body);
      case "BreakGlassOverdue" -> onBreakGlass(next, "overdue", event, body);
      case "NotificationRecorded" -> {
        increment(next, "notificationCount");
        if (body.bool("delivered").equals(Optional.of(false))) {
          increment(next, "failedNotificationCount");
        }
        addBounded(next, "notifications", fact(event, body, IDS), MAX_NOTIFICATIONS);
      }
      case "OutcomeRecorded", "OutcomeReconciled" -> consume(next, event, body);
      case "OutcomeOverdue" -> {
        if (is(next, ApprovalState.CLAIMED)) {
          next.put("overdue", fact(event, body, IDS));
          move(next, ApprovalState.OUTCOME_UNKNOWN);
        }
      }
      default -> {
        // The request itself, and kinds of later versions, which say nothing here.
      }
    }
  }

  /** Only what was claimed can be used up; an outcome without a claim is told as a finding. */
  private static void consume(Map<String, JsonValue> next, JsonObject event, JsonObject body) {
    if (is(next, ApprovalState.CLAIMED) || is(next, ApprovalState.OUTCOME_UNKNOWN)) {
      JsonObject ended =
          JsonObject.builder()
              .put("type", event.get("type").orElse(JsonNull.NULL))
              .putIfPresent("status", body.get("status"))
              .putIfPresent("claimId", body.get("claimId"))
              .putIfPresent("reason", body.get("reason"))
              .putIfPresent("by", body.get("by"))
              .build();
      next.put("consumed", fact(event, ended, Set.of()));
      move(next, ApprovalState.CONSUMED);
    }
  }

  private static void breakGlass(Map<String, JsonValue> next, JsonObject event, JsonObject body) {
    Map<String, JsonValue> broken =
        new LinkedHashMap<>(fact(event, ApprovalVotes.withoutAssertion(body), IDS).members());
    broken.put("review", JsonNull.NULL);
    broken.put("overdue", JsonNull.NULL);
    next.put("breakGlass", new JsonObject(broken));
  }

  private static void onBreakGlass(
      Map<String, JsonValue> next, String member, JsonObject event, JsonObject body) {
    if (next.get("breakGlass") instanceof JsonObject before) {
      Map<String, JsonValue> broken = new LinkedHashMap<>(before.members());
      broken.put(member, fact(event, body, IDS));
      next.put("breakGlass", new JsonObject(broken));
    }
  }

  /** What ends the waiting of people is the first answer, not what became of it later. */
  private static void decided(Map<String, JsonValue> next, JsonObject event) {
    Optional<Instant> from = time(next.get("requestedAt"));
    Optional<Instant> to = event.string("recordedAt").map(Instant::parse);
    if (isAbsent(next, "decidedAt") && to.isPresent()) {
      next.put("decidedAt", new JsonString(to.get().toString()));
      from.ifPresent(
          since ->
              next.put(
                  "waitedMillis", JsonNumber.of(Duration.between(since, to.get()).toMillis())));
    }
  }

  private static Map<String, JsonValue> opened(JsonObject event, JsonObject body, JsonObject call) {
    boolean asked = body.has("terms");
    Map<String, JsonValue> approval = new LinkedHashMap<>();
    approval.put("approvalId", body.get("approvalId").orElse(JsonNull.NULL));
    approval.put("tenant", event.get("tenant").orElse(JsonNull.NULL));
    approval.put("kind", new JsonString(body.has("change") ? "CHANGE" : "CALL"));
    approval.put("state", asked ? new JsonString(ApprovalState.PENDING.name()) : JsonNull.NULL);
    for (String name : List.of("cause", "message")) {
      approval.put(name, JsonNull.NULL);
    }
    approval.put("callId", event.get("callId").or(() -> body.get("callId")).orElse(JsonNull.NULL));
    approval.put("runId", event.get("runId").orElse(JsonNull.NULL));
    approval.put(
        "control",
        body.object("change")
            .<JsonValue>map(change -> new JsonString(control(change)))
            .orElse(JsonNull.NULL));
    copy(approval, body, "change", "by");
    JsonValue action =
        body.get("actionDigest").or(() -> body.get("changeDigest")).orElse(JsonNull.NULL);
    approval.put("actionDigest", action);
    copy(approval, body, "previewDigest");
    approval.put("shortCode", shortCode(action));
    copy(approval, call, "actor");
    copy(approval, body, "asker", "tool", "environment", "risk", "gateway");
    approval.put("resources", resources(call));
    copy(approval, body, "terms", "excluded", "fellBack", "supersedes");
    approval.put("supersededBy", JsonNull.NULL);
    approval.put("requestedAt", asked ? at(event) : JsonNull.NULL);
    copy(approval, body, "expiresAt");
    for (String name : List.of("decidedAt", "waitedMillis")) {
      approval.put(name, JsonNull.NULL);
    }
    approval.put("quorum", ApprovalVotes.none(body));
    approval.put("votes", JsonArray.EMPTY);
    approval.put("voteCount", JsonNumber.of(0));
    approval.put("seats", JsonArray.EMPTY);
    for (String name : List.of("brokenGlass", "granted", "claim", "overdue", "consumed")) {
      approval.put(name, JsonNull.NULL);
    }
    approval.put("closed", JsonNull.NULL);
    approval.put("confirmations", JsonArray.EMPTY);
    approval.put("escalations", JsonArray.EMPTY);
    approval.put("breakGlass", JsonNull.NULL);
    approval.put("notifications", JsonArray.EMPTY);
    approval.put("notificationCount", JsonNumber.of(0));
    approval.put("failedNotificationCount", JsonNumber.of(0));
    copy(approval, event, "ledger", "generation");
    approval.put("firstPosition", event.get("position").orElse(JsonNull.NULL));
    approval.put("position", JsonNull.NULL);
    approval.put("openedAt", at(event));
    approval.put("changedAt", JsonNull.NULL);
    return approval;
  }

  /**
   * The control that a change is about, as {@code ControlEvent.control()} names it.
   *
   * @param change a {@code Change} in the form of {@link EventJson}
   */
  public static String control(JsonObject change) {
    Map.Entry<String, JsonValue> only = change.members().entrySet().iterator().next();
    JsonObject command = only.getValue() instanceof JsonObject object ? object : JsonObject.EMPTY;
    return switch (only.getKey()) {
      case "publishPolicy", "withdrawPolicy" -> "policy/" + command.string("name").orElse("");
      case "releaseBrake" -> "brake/" + command.string("brakeId").orElse("");
      case "setRetention" -> "retention";
      case "releaseLegalHold" -> "hold/" + command.string("holdId").orElse("");
      case "registerTool" -> {
        JsonObject tool = command.object("definition").orElse(JsonObject.EMPTY);
        yield ControlId.tool(tool.string("server").orElse(""), tool.string("name").orElse(""));
      }
      default -> "settings";
    };
  }

  /** What two people compare by reading aloud. */
  private static JsonValue shortCode(JsonValue digest) {
    return digest instanceof JsonString text
        ? new JsonString(Digest.parse(text.value()).shortCode())
        : JsonNull.NULL;
  }

  /** The first of what the gateway says is touched; the intent has all. */
  private static JsonArray resources(JsonObject call) {
    List<JsonValue> all =
        call.object("intent")
            .flatMap(intent -> intent.array("resources"))
            .map(JsonArray::elements)
            .orElse(List.of());
    return new JsonArray(all.subList(0, Math.min(MAX_RESOURCES, all.size())));
  }

  private static JsonValue at(JsonObject event) {
    return event.get("recordedAt").orElse(JsonNull.NULL);
  }

  private static Optional<Instant> time(@Nullable JsonValue value) {
    return value instanceof JsonString text
        ? Optional.of(Instant.parse(text.value()))
        : Optional.empty();
  }

  private static void copy(Map<String, JsonValue> to, JsonObject from, String... names) {
    for (String name : names) {
      to.put(name, from.get(name).orElse(JsonNull.NULL));
    }
  }

  private static boolean is(Map<String, JsonValue> approval, ApprovalState state) {
    return new JsonString(state.name()).equals(approval.get("state"));
  }

  /** An end absorbs: whatever is told later changes no state. */
  private static void move(Map<String, JsonValue> next, ApprovalState to) {
    boolean ended =
        next.get("state") instanceof JsonString name
            && (ApprovalState.valueOf(name.value()).closed() || is(next, ApprovalState.CONSUMED));
    if (!ended) {
      next.put("state", new JsonString(to.name()));
    }
  }
}
