package io.countersign.query.story;

import io.countersign.schemas.json.JsonNull;
import io.countersign.schemas.json.JsonNumber;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonString;
import io.countersign.schemas.json.JsonValue;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A run in figures.
 *
 * @param events how many events were told
 * @param firstAt when the first was recorded; empty when there is none
 * @param lastAt when the last was recorded
 * @param states how many calls stand where, by state
 * @param grades how many events have which grade of evidence
 * @param waitedMillis how long people were asked, over all calls, in milliseconds
 * @param used what the gateways reported as used
 * @param charged what was charged to budgets
 */
public record Totals(
    int events,
    Optional<Instant> firstAt,
    Optional<Instant> lastAt,
    Map<String, Integer> states,
    Map<String, Integer> grades,
    long waitedMillis,
    Use used,
    Use charged) {

  /**
   * Amounts of budget units.
   *
   * @param calls tool calls
   * @param downstreamCalls calls that tools make to other systems
   * @param tokens model tokens
   * @param moneyMicros money in millionths of the currency unit
   */
  public record Use(long calls, long downstreamCalls, long tokens, long moneyMicros) {
    static final Use NOTHING = new Use(0, 0, 0, 0);

    static Use of(Optional<JsonObject> amounts) {
      JsonObject from = amounts.orElse(JsonObject.EMPTY);
      return new Use(
          Members.number(from, "calls").orElse(0L),
          Members.number(from, "downstreamCalls").orElse(0L),
          Members.number(from, "tokens").orElse(0L),
          Members.number(from, "moneyMicros").orElse(0L));
    }

    /** The sum; what no 64-bit number can hold is told as the largest that can. */
    Use plus(Use other) {
      return new Use(
          sum(calls, other.calls),
          sum(downstreamCalls, other.downstreamCalls),
          sum(tokens, other.tokens),
          sum(moneyMicros, other.moneyMicros));
    }

    private static long sum(long one, long two) {
      long sum = one + two;
      return one > 0 && two > 0 && sum < 0 ? Long.MAX_VALUE : sum;
    }

    JsonObject json() {
      return JsonObject.builder()
          .put("calls", number(calls))
          .put("downstreamCalls", number(downstreamCalls))
          .put("moneyMicros", number(moneyMicros))
          .put("tokens", number(tokens))
          .build();
    }

    /** In words, for example {@code 3 calls, 1200 tokens, money 0.042}. */
    String words() {
      return "%s calls, %s calls beyond, %s tokens, money %s"
          .formatted(calls, downstreamCalls, tokens, money());
    }

    /** Money in units, exactly. */
    String money() {
      return BigDecimal.valueOf(moneyMicros, 6).stripTrailingZeros().toPlainString();
    }
  }

  public Totals {
    states = new TreeMap<>(states);
    grades = new TreeMap<>(grades);
  }

  static Totals of(List<JsonObject> events, List<CallTold> calls) {
    Map<String, Integer> states = new TreeMap<>();
    Map<String, Integer> grades = new TreeMap<>();
    Use used = Use.NOTHING;
    Use charged = Use.NOTHING;
    long waited = 0;
    for (JsonObject event : events) {
      grades.merge(Members.text(event, "source", "grade").orElse("UNKNOWN"), 1, Integer::sum);
    }
    for (CallTold told : calls) {
      JsonObject call = told.call();
      states.merge(told.state().isEmpty() ? "UNDECIDED" : told.state(), 1, Integer::sum);
      used = used.plus(Use.of(Members.object(call, "outcome", "usage")));
      charged = charged.plus(Use.of(Members.object(call, "settlement", "charged")));
      waited += told.waitedMillis();
    }
    return new Totals(
        events.size(), first(events), last(events), states, grades, waited, used, charged);
  }

  private static Optional<Instant> first(List<JsonObject> events) {
    return events.isEmpty() ? Optional.empty() : Members.time(events.getFirst(), "recordedAt");
  }

  static Optional<Instant> last(List<JsonObject> events) {
    return events.isEmpty() ? Optional.empty() : Members.time(events.getLast(), "recordedAt");
  }

  JsonObject json() {
    return JsonObject.builder()
        .put("events", events)
        .put("firstAt", time(firstAt))
        .put("lastAt", time(lastAt))
        .put("states", counts(states))
        .put("grades", counts(grades))
        .put("waitedMillis", waitedMillis)
        .put("used", used.json())
        .put("charged", charged.json())
        .build();
  }

  private static JsonValue time(Optional<Instant> time) {
    return time.<JsonValue>map(at -> new JsonString(at.toString())).orElse(JsonNull.NULL);
  }

  private static JsonObject counts(Map<String, Integer> counts) {
    JsonObject.Builder told = JsonObject.builder();
    counts.forEach(told::put);
    return told.build();
  }

  private static JsonValue number(long value) {
    return value <= JsonNumber.MAX_SAFE_INTEGER
        ? JsonNumber.of(value)
        : new JsonString(Long.toString(value));
  }
}
