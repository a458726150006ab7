package io.countersign.schemas.document;

import io.countersign.schemas.event.ApproverRemoved;
import io.countersign.schemas.event.ApproverSet;
import io.countersign.schemas.event.AuthenticatorRegistered;
import io.countersign.schemas.event.AuthenticatorRemoved;
import io.countersign.schemas.event.BrakeEngaged;
import io.countersign.schemas.event.BrakeReleased;
import io.countersign.schemas.event.BudgetRemoved;
import io.countersign.schemas.event.BudgetSet;
import io.countersign.schemas.event.BudgetThresholdReached;
import io.countersign.schemas.event.ControlEvent;
import io.countersign.schemas.event.DelegationEnded;
import io.countersign.schemas.event.KeepingEvent;
import io.countersign.schemas.event.LegalHoldPlaced;
import io.countersign.schemas.event.LegalHoldReleased;
import io.countersign.schemas.event.LimitRemoved;
import io.countersign.schemas.event.LimitSet;
import io.countersign.schemas.event.PolicyPublished;
import io.countersign.schemas.event.PolicyWithdrawn;
import io.countersign.schemas.event.RetentionSet;
import io.countersign.schemas.event.SearchRemoved;
import io.countersign.schemas.event.SearchSaved;
import io.countersign.schemas.event.ServerReviewed;
import io.countersign.schemas.event.StandingGrantClosed;
import io.countersign.schemas.event.StandingGrantCreated;
import io.countersign.schemas.event.TenantConfigured;
import io.countersign.schemas.event.ToolChanged;
import io.countersign.schemas.event.ToolProposed;
import io.countersign.schemas.event.ToolRegistered;
import io.countersign.schemas.event.ToolRetired;
import io.countersign.schemas.event.VotesDelegated;
import io.countersign.schemas.json.JsonNull;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonRefused;
import io.countersign.schemas.json.JsonString;
import io.countersign.schemas.json.JsonValue;
import io.countersign.schemas.json.Limits;
import io.countersign.schemas.json.StrictJson;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One control as it stands, as JSON: what the index keeps and the query API answers. A fold over
 * the events about the control. {@code state} says whether it is in force, {@code change} which
 * event last changed it and whose command that was. Every member of its kind is always there; what
 * has not happened is {@code null}.
 */
public final class ControlJson {

  /** Members of events that say how a control was changed, not what it is. */
  private static final List<String> OF_THE_CHANGE =
      List.of("changes", "acceptedProposal", "previousHash", "reason", "by");

  /** Half of the depth that can be written, because a definition is told inside a control. */
  private static final Limits STORED =
      new Limits(Integer.MAX_VALUE, Limits.HIGHEST_DEPTH / 2, Integer.MAX_VALUE);

  private final Map<String, JsonValue> next;
  private final JsonObject event;
  private final JsonObject body;

  private ControlJson(@Nullable JsonObject control, JsonObject event, ControlEvent what) {
    this.event = event;
    this.body = event.object("body").orElse(JsonObject.EMPTY);
    this.next = control == null ? opened(event, what) : new LinkedHashMap<>(control.members());
  }

  /**
   * The control after one more event about it.
   *
   * @param control the control so far, or null before its first event
   * @param what what happened
   * @param event the event around it as {@link EventJson} writes it, later than all that were
   *     applied
   */
  public static JsonObject apply(
      @Nullable JsonObject control, ControlEvent what, JsonObject event) {
    return new ControlJson(control, event, what).after(what);
  }

  private JsonObject after(ControlEvent what) {
    switch (what) {
      case ToolRegistered _e -> define();
      case ToolChanged _e -> define();
      case ToolRetired _e -> {
        change("RETIRED");
        next.put("proposal", JsonNull.NULL);
        next.put("retired", fact("reason"));
      }
      case ToolProposed _e -> propose();
      case ServerReviewed _e -> set("REVIEWED", "review", "total", "gate", "reasons");
      case BrakeEngaged _e -> {
        set("ENGAGED", "brakeId", "kind", "scope");
        next.put("engaged", fact("reason", "by"));
        next.put("released", JsonNull.NULL);
      }
      case BrakeReleased _e -> {
        set("RELEASED", "brakeId");
        next.put("released", fact("reason", "by"));
      }
      case PolicyPublished _e -> {
        set("IN_FORCE", "document", "hash", "previousHash", "warnings");
        next.put("withdrawn", JsonNull.NULL);
      }
      case PolicyWithdrawn _e -> {
        set("WITHDRAWN", "hash");
        next.put("withdrawn", fact("reason"));
      }
      case BudgetSet _e -> {
        set("SET", "budget", "previous");
        next.put("removed", JsonNull.NULL);
      }
      case BudgetRemoved _e -> {
        set("REMOVED", "budget");
        next.put("removed", fact("reason"));
      }
      // Tells how far a budget is used, which changes nothing in what the budget is.
      case BudgetThresholdReached _e -> next.put("threshold", fact("percent", "units", "spending"));
      case LimitSet _e -> {
        set("SET", "limit", "previous");
        next.put("removed", JsonNull.NULL);
      }
      case LimitRemoved _e -> {
        set("REMOVED", "limit");
        next.put("removed", fact("reason"));
      }
      case TenantConfigured _e -> set("SET", "settings", "previous");
      case StandingGrantCreated _e -> {
        set("IN_FORCE", "grantId", "scope", "toolDigest", "maxUses", "expiresAt");
        next.put("created", fact("reason", "by"));
      }
      case StandingGrantClosed _e -> {
        set("CLOSED", "grantId", "end");
        next.put("closed", fact("reason", "by"));
      }
      case VotesDelegated _e -> {
        set("IN_FORCE", "from", "to", "until");
        next.put("ended", JsonNull.NULL);
      }
      case DelegationEnded _e -> {
        change("ENDED");
        next.put("ended", fact("reason", "by"));
      }
      case ApproverSet _e -> {
        set("SET", "approver", "previous");
        next.put("removed", JsonNull.NULL);
      }
      case ApproverRemoved _e -> {
        set("REMOVED", "approver");
        next.put("removed", fact("reason"));
      }
      case AuthenticatorRegistered _e -> {
        set("IN_FORCE", "subject", "authenticator");
        next.put("removed", JsonNull.NULL);
      }
      case AuthenticatorRemoved _e -> {
        change("REMOVED");
        next.put("removed", fact("reason", "by"));
      }
      case KeepingEvent kept -> keep(kept);
    }
    next.put("position", event.get("position").orElse(JsonNull.NULL));
    next.put("generation", event.get("generation").orElse(JsonNull.NULL));
    next.put("changedAt", event.get("recordedAt").orElse(JsonNull.NULL));
    return new JsonObject(next);
  }

  private void keep(KeepingEvent kept) {
    switch (kept) {
      case RetentionSet _e -> set("SET", "classes", "previous");
      case LegalHoldPlaced _e -> {
        set("IN_FORCE", "holdId", "scope");
        next.put("placed", fact("reason", "by"));
        next.put("released", JsonNull.NULL);
      }
      case LegalHoldReleased _e -> {
        set("RELEASED", "holdId", "scope");
        next.put("released", fact("reason", "by"));
      }
      case SearchSaved _e -> {
        set("SET", "parameters", "description");
        next.put("removed", JsonNull.NULL);
      }
      case SearchRemoved _e -> {
        change("REMOVED");
        next.put("removed", fact("by"));
      }
    }
  }

  /** Whoever defines or retires a tool has answered what was proposed before. */
  private void define() {
    change("ACTIVE");
    next.put("definition", readable("definition"));
    next.put("proposal", JsonNull.NULL);
    next.put("retired", JsonNull.NULL);
  }

  /** A proposal stands beside what is in force and replaces nothing. */
  private void propose() {
    JsonObject seen =
        JsonObject.builder()
            .put("proposal", readable("proposal"))
            .putIfPresent("changes", body.get("changes"))
            .build();
    next.put("proposal", CallJson.fact(event, seen, Set.of()));
    if (CallJson.isAbsent(next, "state")) {
      next.put("state", new JsonString("PROPOSED"));
    }
  }

  private void set(String state, String... members) {
    change(state);
    for (String member : members) {
      next.put(member, body.get(member).orElse(JsonNull.NULL));
    }
  }

  private void change(String state) {
    next.put("state", new JsonString(state));
    JsonObject.Builder change = JsonObject.builder().putIfPresent("type", event.get("type"));
    fact(OF_THE_CHANGE.toArray(String[]::new)).members().forEach(change::put);
    next.put("change", change.build());
  }

  /** The event without its envelope, with these members of its body. */
  private JsonObject fact(String... members) {
    JsonObject.Builder told = JsonObject.builder();
    for (String member : members) {
      told.putIfPresent(member, body.get(member));
    }
    return CallJson.fact(event, told.build(), Set.of());
  }

  /** A definition whose input schema is JSON again instead of JSON in a string. */
  private JsonObject readable(String member) {
    Map<String, JsonValue> members =
        new LinkedHashMap<>(body.object(member).orElse(JsonObject.EMPTY).members());
    if (members.get("inputSchema") instanceof JsonString text) {
      members.put("inputSchema", json(text));
    }
    return new JsonObject(members);
  }

  private static JsonValue json(JsonString text) {
    try {
      return StrictJson.parse(text.value().getBytes(StandardCharsets.UTF_8), STORED);
    } catch (JsonRefused notJson) {
      // Kept as it is: whoever wrote it, an auditor should see it rather than an error.
      return text;
    }
  }

  private static Map<String, JsonValue> opened(JsonObject event, ControlEvent what) {
    Map<String, JsonValue> control = new LinkedHashMap<>();
    ControlName name = ControlName.of(what);
    control.put("tenant", event.get("tenant").orElse(JsonNull.NULL));
    control.put("control", new JsonString(what.control()));
    control.put("controlKind", new JsonString(name.kind().name()));
    String server = name.server();
    if (server != null) {
      control.put("server", new JsonString(server));
    }
    if (name.kind() != ControlKind.SERVER) {
      control.put("name", new JsonString(name.name()));
    }
    control.put("state", JsonNull.NULL);
    members(name.kind()).forEach(member -> control.put(member, JsonNull.NULL));
    control.put("change", JsonNull.NULL);
    control.put("ledger", event.get("ledger").orElse(JsonNull.NULL));
    control.put("generation", JsonNull.NULL);
    control.put("firstPosition", event.get("position").orElse(JsonNull.NULL));
    control.put("position", JsonNull.NULL);
    control.put("openedAt", event.get("recordedAt").orElse(JsonNull.NULL));
    control.put("changedAt", JsonNull.NULL);
    return control;
  }

  private static List<String> members(ControlKind kind) {
    return switch (kind) {
      case TOOL -> List.of("definition", "proposal", "retired");
      case SERVER -> List.of("review", "total", "gate", "reasons");
      case BRAKE -> List.of("brakeId", "kind", "scope", "engaged", "released");
      case POLICY -> List.of("hash", "previousHash", "document", "warnings", "withdrawn");
      case BUDGET -> List.of("budget", "previous", "removed", "threshold");
      case LIMIT -> List.of("limit", "previous", "removed");
      case SETTINGS -> List.of("settings", "previous");
      case APPROVER -> List.of("approver", "previous", "removed");
      case DELEGATION -> List.of("from", "to", "until", "ended");
      case STANDING_GRANT ->
          List.of(
              "grantId", "scope", "toolDigest", "maxUses", "expiresAt", "end", "created", "closed");
      case AUTHENTICATOR -> List.of("subject", "authenticator", "removed");
      case RETENTION -> List.of("classes", "previous");
      case HOLD -> List.of("holdId", "scope", "placed", "released");
      case SEARCH -> List.of("parameters", "description", "removed");
    };
  }
}
