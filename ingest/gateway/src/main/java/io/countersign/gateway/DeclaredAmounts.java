package io.countersign.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.schemas.call.Amounts;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Amounts that somebody declared in JSON: bounds and usage, as the API of ingest writes them. */
final class DeclaredAmounts {

  private static final String CALLS = "calls";
  private static final String DOWNSTREAM_CALLS = "downstreamCalls";
  private static final String TOKENS = "tokens";
  private static final String MONEY_MICROS = "moneyMicros";
  private static final Set<String> NAMES = Set.of(CALLS, DOWNSTREAM_CALLS, TOKENS, MONEY_MICROS);

  /** Greatest integer that every reader of JSON keeps exactly. */
  private static final long MOST = 9_007_199_254_740_991L;

  static final String BOUND_EXPECTED =
      "Expected params._meta[\"%s\"] to hold only calls, downstreamCalls, tokens and moneyMicros, each an integer of 0 or more, but it does not."
          .formatted(Question.META_BOUND);

  private DeclaredAmounts() {}

  /**
   * Reads amounts; calls left out are 1, anything else left out is 0. Empty unless there are only
   * the known names and each is an integer of 0 to 2^53 - 1.
   */
  static Optional<Amounts> read(JsonNode declared) {
    if (!declared.isObject()) {
      return Optional.empty();
    }
    for (Map.Entry<String, JsonNode> amount : declared.properties()) {
      JsonNode value = amount.getValue();
      boolean fine =
          NAMES.contains(amount.getKey())
              && value.isIntegralNumber()
              && value.canConvertToLong()
              && value.longValue() >= 0
              && value.longValue() <= MOST;
      if (!fine) {
        return Optional.empty();
      }
    }
    return Optional.of(
        new Amounts(
            declared.path(CALLS).asLong(1),
            declared.path(DOWNSTREAM_CALLS).asLong(0),
            declared.path(TOKENS).asLong(0),
            declared.path(MONEY_MICROS).asLong(0)));
  }

  /** The greater of each: nobody can lower what another declared. */
  static Amounts greater(Amounts one, Amounts other) {
    return new Amounts(
        Math.max(one.calls(), other.calls()),
        Math.max(one.downstreamCalls(), other.downstreamCalls()),
        Math.max(one.tokens(), other.tokens()),
        Math.max(one.moneyMicros(), other.moneyMicros()));
  }

  static ObjectNode json(Amounts amounts) {
    return JsonRpc.object()
        .put(CALLS, amounts.calls())
        .put(DOWNSTREAM_CALLS, amounts.downstreamCalls())
        .put(TOKENS, amounts.tokens())
        .put(MONEY_MICROS, amounts.moneyMicros());
  }
}
