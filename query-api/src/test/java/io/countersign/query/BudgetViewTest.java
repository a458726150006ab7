package io.countersign.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.schemas.call.Amounts;
import io.countersign.schemas.control.Budget;
import io.countersign.schemas.control.BudgetLimits;
import io.countersign.schemas.control.BudgetNode;
import io.countersign.schemas.control.BudgetWindow;
import io.countersign.schemas.control.SettlementBasis;
import io.countersign.schemas.control.Spending;
import io.countersign.schemas.document.BudgetJson;
import io.countersign.schemas.document.EventJson;
import io.countersign.schemas.event.BudgetSet;
import io.countersign.schemas.event.ReservationSettled;
import io.countersign.schemas.json.JsonNull;
import io.countersign.schemas.json.JsonObject;
import io.countersign.testkit.Samples;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class BudgetViewTest {
  private static final Instant START = Instant.parse("2026-11-21T00:00:00Z");
  private static final Instant END = Instant.parse("2026-11-22T00:00:00Z");
  private static final JsonObject BUDGET = budget(new BudgetLimits(100L, null, null, 5_000L));

  @Test
  void tellsWhatIsLeftAndHowMuchIsUsed() {
    JsonObject view =
        BudgetView.of(
            node(new Amounts(40, 7, 0, 1_000), new Amounts(2, 0, 0, 500)),
            BUDGET,
            END.minusMillis(1));
    assertThat(view.object("left").orElseThrow().toJson())
        .isEqualTo("{\"calls\":58,\"moneyMicros\":3500}");
    assertThat(view.integer("percent")).contains(42L);
    assertThat(view.object("settled").flatMap(s -> s.integer("downstreamCalls"))).contains(7L);
    assertThat(view.object("reserved").flatMap(s -> s.integer("calls"))).contains(2L);
    assertThat(view.string("windowStart")).contains(START.toString());
    assertThat(view.string("windowEnd")).contains(END.toString());
    assertThat(view.get("lastWindow")).contains(JsonNull.NULL);
    assertThat(view.bool("each")).contains(false);
  }

  @Test
  void beginsAnewWhenTheWindowHasEnded() {
    JsonObject view =
        BudgetView.of(node(new Amounts(100, 0, 0, 0), new Amounts(0, 0, 0, 0)), BUDGET, END);
    assertThat(view.integer("percent")).contains(0L);
    assertThat(view.object("left").flatMap(left -> left.integer("calls"))).contains(100L);
    assertThat(view.get("windowStart")).contains(JsonNull.NULL);
    JsonObject last = view.object("lastWindow").orElseThrow();
    assertThat(last.string("windowEnd")).contains(END.toString());
    assertThat(last.object("settled").flatMap(s -> s.integer("calls"))).contains(100L);
  }

  @Test
  void countsAgainstTheLimitsInForceAndNeverBelowZero() {
    JsonObject node = node(new Amounts(90, 0, 0, 0), new Amounts(30, 0, 0, 0));
    JsonObject lowered = budget(new BudgetLimits(50L, 0L, null, null));
    JsonObject view = BudgetView.of(node, lowered, START);
    assertThat(view.object("left").flatMap(left -> left.integer("calls"))).contains(0L);
    assertThat(view.integer("percent")).contains(240L);
    JsonObject nothing = BudgetView.of(node, budget(new BudgetLimits(null, 0L, null, null)), START);
    assertThat(nothing.integer("percent")).contains(100L);
  }

  @Test
  void holdsAmountsBeyondWhatANumberOfJsonCanBe() {
    JsonObject view =
        BudgetView.of(
            node(new Amounts(Long.MAX_VALUE, 0, 0, 0), new Amounts(Long.MAX_VALUE, 0, 0, 0)),
            budget(new BudgetLimits(1L, null, null, null)),
            START);
    assertThat(view.integer("percent")).contains((1L << 53) - 1);
    assertThat(view.object("settled").flatMap(s -> s.string("calls")))
        .contains(Long.toString(Long.MAX_VALUE));
  }

  @Test
  void showsABudgetThatNobodyHasUsed() {
    JsonObject json = EventJson.of(Samples.event(new BudgetSet(read(limits()), null)));
    JsonObject view = BudgetView.of(BudgetJson.set(null, "desk", BUDGET, json), BUDGET, START);
    assertThat(view.bool("each")).contains(true);
    assertThat(view.string("subject")).contains("");
    assertThat(view.integer("percent")).contains(0L);
    assertThat(view.get("lastWindow")).contains(JsonNull.NULL);
  }

  private static JsonObject node(Amounts settled, Amounts reserved) {
    Spending spending = new Spending("desk", "ana", START, END, settled, reserved, 0);
    JsonObject event =
        EventJson.of(
            Samples.event(
                new ReservationSettled(
                    Samples.CALL_ID,
                    SettlementBasis.ACTUAL,
                    Amounts.ONE_CALL,
                    Amounts.ONE_CALL,
                    List.of(spending))));
    return BudgetJson.spend(null, spending, Optional.of(BUDGET), event, 0);
  }

  private static BudgetLimits limits() {
    return new BudgetLimits(100L, null, null, null);
  }

  private static Budget read(BudgetLimits limits) {
    return new Budget(
        "desk", new BudgetNode(null, "*", null, null, null), BudgetWindow.DAY, limits);
  }

  private static JsonObject budget(BudgetLimits limits) {
    return EventJson.of(Samples.event(new BudgetSet(read(limits), null)))
        .object("body")
        .flatMap(body -> body.object("budget"))
        .orElseThrow();
  }
}
