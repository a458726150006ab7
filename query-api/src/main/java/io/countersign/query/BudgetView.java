package io.countersign.query;

import io.countersign.schemas.json.JsonNull;
import io.countersign.schemas.json.JsonNumber;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonString;
import io.countersign.schemas.json.JsonValue;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A budget node with what it has used in the window of now, what is left and how much that is of
 * the limits in force. A window that has ended is told as {@code lastWindow}: in the new one
 * nothing was used yet.
 */
public final class BudgetView {
  private static final List<String> UNITS =
      List.of("calls", "downstreamCalls", "tokens", "moneyMicros");
  private static final BigInteger HUNDRED = BigInteger.valueOf(100);
  private static final BigInteger MOST = BigInteger.valueOf(JsonNumber.MAX_SAFE_INTEGER);

  private BudgetView() {}

  /**
   * Makes the view.
   *
   * @param node the node as the projections write it
   * @param budget the budget in force
   */
  public static JsonObject of(JsonObject node, JsonObject budget, Instant now) {
    JsonObject limits = budget.object("limits").orElse(JsonObject.EMPTY);
    Optional<Instant> end = node.string("windowEnd").map(Instant::parse);
    boolean current = end.filter(now::isBefore).isPresent();
    JsonObject settled = current ? used(node, "settled") : JsonObject.EMPTY;
    JsonObject reserved = current ? used(node, "reserved") : JsonObject.EMPTY;
    String subject = node.string("subject").orElse("");
    JsonObject parts = budget.object("node").orElse(JsonObject.EMPTY);
    boolean each = subject.isEmpty() && parts.members().containsValue(new JsonString("*"));
    return JsonObject.builder()
        .put("tenant", node.get("tenant").orElse(JsonNull.NULL))
        .put("budgetId", node.get("budgetId").orElse(JsonNull.NULL))
        .put("subject", subject)
        .put("node", parts)
        .put("each", each)
        .put("window", budget.get("window").orElse(JsonNull.NULL))
        .put("windowStart", current ? member(node, "windowStart") : JsonNull.NULL)
        .put("windowEnd", current ? member(node, "windowEnd") : JsonNull.NULL)
        .put("limits", limits)
        .put("settled", amounts(settled))
        .put("reserved", amounts(reserved))
        .put("left", left(limits, settled, reserved))
        .put("percent", percent(limits, settled, reserved))
        .put("lastWindow", end.isPresent() && !current ? window(node) : JsonNull.NULL)
        .put("changedAt", member(node, "changedAt"))
        .put("ledger", member(node, "ledger"))
        .put("position", member(node, "position"))
        .put("evaluatedAt", now.toString())
        .build();
  }

  private static JsonObject window(JsonObject node) {
    JsonObject.Builder window = JsonObject.builder();
    for (String name : List.of("windowStart", "windowEnd", "settled", "reserved")) {
      window.put(name, member(node, name));
    }
    return window.build();
  }

  /** What a call could still reserve, for each unit that has a limit; never below zero. */
  private static JsonObject left(JsonObject limits, JsonObject settled, JsonObject reserved) {
    JsonObject.Builder left = JsonObject.builder();
    for (String unit : UNITS) {
      if (limits.has(unit)) {
        BigInteger rest = amount(limits, unit).subtract(used(settled, reserved, unit));
        left.put(unit, rest.max(BigInteger.ZERO).min(MOST).longValueExact());
      }
    }
    return left.build();
  }

  /** The unit that is used most, in whole per cent of its limit; above 100 after an overrun. */
  private static long percent(JsonObject limits, JsonObject settled, JsonObject reserved) {
    BigInteger most = BigInteger.ZERO;
    for (String unit : UNITS) {
      if (limits.has(unit)) {
        BigInteger limit = amount(limits, unit);
        BigInteger percent =
            limit.signum() == 0
                ? HUNDRED
                : used(settled, reserved, unit).multiply(HUNDRED).divide(limit);
        most = most.max(percent);
      }
    }
    return most.min(MOST).longValueExact();
  }

  private static BigInteger used(JsonObject settled, JsonObject reserved, String unit) {
    return amount(settled, unit).add(amount(reserved, unit));
  }

  private static JsonObject used(JsonObject node, String name) {
    return node.object(name).orElse(JsonObject.EMPTY);
  }

  private static JsonObject amounts(JsonObject used) {
    JsonObject.Builder amounts = JsonObject.builder();
    for (String unit : UNITS) {
      amounts.put(unit, used.get(unit).orElse(JsonNumber.of(0)));
    }
    return amounts.build();
  }

  /** An amount beyond 2^53-1 stands as a string. */
  private static BigInteger amount(JsonObject amounts, String unit) {
    return amounts
        .integer(unit)
        .map(BigInteger::valueOf)
        .or(() -> amounts.string(unit).map(BigInteger::new))
        .orElse(BigInteger.ZERO);
  }

  private static JsonValue member(JsonObject node, String name) {
    return node.get(name).orElse(JsonNull.NULL);
  }
}
