package io.countersign.schemas.document;

import io.countersign.schemas.control.Spending;
import io.countersign.schemas.json.JsonNull;
import io.countersign.schemas.json.JsonNumber;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonString;
import io.countersign.schemas.json.JsonValue;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a budget node has used, as JSON: one fold for the node, which shows its latest window, and
 * one for each window. {@code budget} is the budget as it was known at that event; readers who want
 * the limits in force take them from the budget's control. Every member is always there.
 */
public final class BudgetJson {
  private BudgetJson() {}

  /** The node of a budget that counts everything together, once the budget is in force. */
  public static JsonObject set(
      @Nullable JsonObject node, String budgetId, JsonObject budget, JsonObject event) {
    Map<String, JsonValue> next = begin(node, budgetId, "", event, 0);
    next.put("budget", budget);
    return end(next, event);
  }

  /**
   * A node after a spending in its current window. Events tell about current windows only, so the
   * latest one is right even when the budget was given a longer window, which began earlier.
   *
   * @param index place of the spending among those of its event
   */
  public static JsonObject spend(
      @Nullable JsonObject node,
      Spending spending,
      Optional<JsonObject> budget,
      JsonObject event,
      int index) {
    Map<String, JsonValue> next =
        begin(node, spending.budgetId(), spending.subject(), event, index);
    use(next, spending, budget);
    return end(next, event);
  }

  /**
   * A window after a spending in it.
   *
   * @param before when the window before it began, if the node had one
   */
  public static JsonObject window(
      @Nullable JsonObject window,
      Spending spending,
      Optional<JsonObject> budget,
      Optional<Instant> before,
      JsonObject event,
      int index) {
    Map<String, JsonValue> next =
        begin(window, spending.budgetId(), spending.subject(), event, index);
    if (window == null) {
      before.ifPresent(start -> next.put("windowBefore", new JsonString(start.toString())));
    }
    use(next, spending, budget);
    return end(next, event);
  }

  /** When the window of a node or a window began; empty when nothing was used yet. */
  public static Optional<Instant> windowStart(@Nullable JsonObject node) {
    return node == null ? Optional.empty() : node.string("windowStart").map(Instant::parse);
  }

  /** When the window before this one began. */
  public static Optional<Instant> windowBefore(JsonObject window) {
    return window.string("windowBefore").map(Instant::parse);
  }

  private static Map<String, JsonValue> begin(
      @Nullable JsonObject node, String budgetId, String subject, JsonObject event, int index) {
    if (node != null) {
      return new LinkedHashMap<>(node.members());
    }
    Map<String, JsonValue> opened = new LinkedHashMap<>();
    opened.put("tenant", event.get("tenant").orElse(JsonNull.NULL));
    opened.put("budgetId", new JsonString(budgetId));
    opened.put("subject", new JsonString(subject));
    for (String member :
        List.of("budget", "windowStart", "windowEnd", "settled", "reserved", "reported")) {
      opened.put(member, JsonNull.NULL);
    }
    opened.put("ledger", event.get("ledger").orElse(JsonNull.NULL));
    opened.put("generation", JsonNull.NULL);
    opened.put("firstPosition", event.get("position").orElse(JsonNull.NULL));
    opened.put("index", JsonNumber.of(index));
    opened.put("position", JsonNull.NULL);
    opened.put("openedAt", event.get("recordedAt").orElse(JsonNull.NULL));
    opened.put("changedAt", JsonNull.NULL);
    return opened;
  }

  private static void use(
      Map<String, JsonValue> next, Spending spending, Optional<JsonObject> budget) {
    budget.ifPresent(known -> next.put("budget", known));
    JsonObject json = EventJson.object(spending);
    for (String member : List.of("windowStart", "windowEnd", "settled", "reserved", "reported")) {
      next.put(member, json.get(member).orElse(JsonNull.NULL));
    }
  }

  private static JsonObject end(Map<String, JsonValue> next, JsonObject event) {
    next.put("position", event.get("position").orElse(JsonNull.NULL));
    next.put("generation", event.get("generation").orElse(JsonNull.NULL));
    next.put("changedAt", event.get("recordedAt").orElse(JsonNull.NULL));
    return new JsonObject(next);
  }
}
