package io.countersign.approvals;

import static io.countersign.approvals.Budgeted.calls;
import static io.countersign.approvals.Budgeted.figures;
import static io.countersign.approvals.Budgeted.intent;
import static io.countersign.approvals.Budgeted.money;
import static io.countersign.approvals.Budgeted.used;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.schemas.call.Amounts;
import io.countersign.schemas.call.OutcomeStatus;
import io.countersign.schemas.call.Reason;
import io.countersign.schemas.call.Risk;
import io.countersign.schemas.call.Verdict;
import io.countersign.schemas.command.RemoveBudget;
import io.countersign.schemas.command.SetBudget;
import io.countersign.schemas.command.Tick;
import io.countersign.schemas.control.Budget;
import io.countersign.schemas.control.BudgetLimits;
import io.countersign.schemas.control.BudgetNode;
import io.countersign.schemas.control.BudgetWindow;
import io.countersign.schemas.control.Spending;
import io.countersign.schemas.control.ToolLimits;
import io.countersign.schemas.event.BudgetThresholdReached;
import io.countersign.schemas.event.DecisionMade;
import io.countersign.schemas.event.ReservationSettled;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What budgets let pass. Every scenario begins at 09:00 UTC. */
class BudgetTest {
  private static final String DENIED = "DecisionMade DENY";
  private static final String ALLOWED = "DecisionMade ALLOW";

  @Test
  void allowsExactlyFiftyOfTwoHundredCalls() {
    EngineScenario ledger = Budgeted.ledger().given(calls("day", 50));
    for (int n = 1; n <= 200; n++) {
      ledger.given(Asked.intent(n, Risk.READ));
    }

    List<Verdict> verdicts =
        ledger.log().stream()
            .map(event -> event.body())
            .filter(DecisionMade.class::isInstance)
            .map(body -> ((DecisionMade) body).verdict())
            .toList();
    assertThat(verdicts.subList(0, 50)).containsOnly(Verdict.ALLOW);
    assertThat(verdicts.subList(50, 200)).hasSize(150).containsOnly(Verdict.DENY);
    assertThat(figures(ledger, "day", "")).isEqualTo("0 + 50 calls, 0 + 0 micros");
  }

  @Test
  void letsFreedMoneyBeUsedAtOnce() {
    EngineScenario ledger = Budgeted.ledger().given(money("day", 1_000));
    ledger.when(intent(1, money(450))).then("IntentRecorded", ALLOWED);
    ledger.when(intent(2, money(450))).then("IntentRecorded", ALLOWED, "BudgetThresholdReached 80");
    ledger.when(intent(3, money(450))).then("IntentRecorded", DENIED);

    ledger
        .when(used(1, OutcomeStatus.SUCCEEDED, money(100)))
        .then("OutcomeRecorded SUCCEEDED", "ReservationSettled ACTUAL");
    ledger.when(intent(4, money(451))).then("IntentRecorded", DENIED);
    ledger
        .when(intent(5, money(450)))
        .then("IntentRecorded", ALLOWED, "BudgetThresholdReached 100");
    assertThat(figures(ledger, "day", "")).isEqualTo("1 + 2 calls, 100 + 900 micros");
  }

  @Test
  void saysInWordsWhatIsUsedUp() {
    EngineScenario ledger =
        Budgeted.ledger()
            .given(
                new SetBudget(
                    new Budget(
                        "desk",
                        new BudgetNode(null, "*", null, null, null),
                        BudgetWindow.DAY,
                        new BudgetLimits(2L, null, null, null))))
            .given(Asked.intent(1, Risk.READ))
            .given(Asked.outcome(1, OutcomeStatus.SUCCEEDED))
            .given(Asked.intent(2, Risk.READ))
            .given(Asked.intent(3, Risk.READ));

    assertThat(Budgeted.reason(ledger, "budgets"))
        .extracting(Reason::code, Reason::message, Reason::reference)
        .containsExactly(
            "BUDGET_EXHAUSTED",
            "Expected at most 2 calls a day for principal ann@acme.example, but 1 are settled and 1 reserved, and this call asks for 1; the window of budget desk turns at 2026-11-21T00:00:00Z.",
            "budget/desk@4");
    ledger
        .when(intent(4, "bob@acme.example", List.of(), "desk-bot"))
        .then("IntentRecorded", ALLOWED, "BudgetThresholdReached 50");
  }

  @Test
  void reservesOnEveryNodeOrOnNone() {
    EngineScenario ledger =
        Budgeted.ledger().given(calls("a", 9)).given(calls("b", 1)).given(calls("c", 9));
    ledger.given(Asked.intent(1, Risk.READ));
    ledger.when(Asked.intent(2, Risk.READ)).then("IntentRecorded", DENIED);

    assertThat(ledger.event(DecisionMade.class).holds()).isNull();
    for (String budget : List.of("a", "b", "c")) {
      assertThat(figures(ledger, budget, "")).isEqualTo("0 + 1 calls, 0 + 0 micros");
    }
  }

  @Test
  void countsACallOfEveryGroupOfItsPrincipal() {
    BudgetNode teams = new BudgetNode("*", null, null, null, null);
    EngineScenario ledger =
        Budgeted.ledger()
            .given(
                new SetBudget(
                    new Budget(
                        "team", teams, BudgetWindow.DAY, new BudgetLimits(2L, null, null, null))));
    ledger.given(intent(1, "ann", List.of("desk", "leads", "desk"), "bot"));
    ledger.given(intent(2, "bob", List.of("desk"), "bot"));
    ledger.when(intent(3, "cem", List.of("desk"), "bot")).then("IntentRecorded", DENIED);
    ledger
        .when(intent(4, "dan", List.of("leads"), "bot"))
        .then("IntentRecorded", ALLOWED, "BudgetThresholdReached 100");
    ledger.when(intent(5, "eve", List.of(), "bot")).then("IntentRecorded", ALLOWED);
    assertThat(figures(ledger, "team", "desk")).isEqualTo("0 + 2 calls, 0 + 0 micros");
    assertThat(figures(ledger, "team", "leads")).isEqualTo("0 + 2 calls, 0 + 0 micros");
  }

  @Test
  void refusesAPathThatIsTooLong() {
    EngineScenario ledger = Budgeted.ledger();
    for (String id : List.of("a", "b")) {
      ledger.given(
          new SetBudget(
              new Budget(
                  id,
                  new BudgetNode("*", null, null, null, null),
                  BudgetWindow.DAY,
                  new BudgetLimits(2L, null, null, null))));
    }
    List<String> groups = IntStream.range(0, 65).mapToObj(n -> "group-" + n).toList();

    ledger.when(intent(1, "ann", groups, "bot")).then("IntentRecorded", DENIED);
    assertThat(Budgeted.reason(ledger, "budgets").code()).isEqualTo("BUDGET_PATH_INVALID");
    assertThat(ledger.when(intent(2, "ann", groups.subList(0, 64), "bot")).last())
        .as("the longest path, each node of which reaches a threshold")
        .hasSize(2 + 128);
    ledger.when(intent(3, "ann", List.of("x".repeat(257)), "bot")).then("IntentRecorded", DENIED);
    assertThat(Budgeted.reason(ledger, "budgets").code()).isEqualTo("BUDGET_PATH_INVALID");
    ledger.when(intent(4, "ann", List.of("desk", " "), "bot")).then("IntentRecorded", DENIED);
    assertThat(Budgeted.reason(ledger, "budgets").code()).isEqualTo("BUDGET_PATH_INVALID");
  }

  @Test
  void reservesNothingForACallThatWaits() {
    EngineScenario ledger = Budgeted.ledger().given(calls("day", 1));
    ledger
        .when(Asked.intent(1, Risk.DESTRUCTIVE))
        .then("IntentRecorded", "DecisionMade ASK", "ApprovalRequested");
    assertThat(Budgeted.reason(ledger, "budgets").code()).isEqualTo("WITHIN_BUDGET");
    assertThat(ledger.event(DecisionMade.class).holds()).isNull();
    assertThat(figures(ledger, "day", "")).isEqualTo("nothing");

    ledger.given(Asked.intent(2, Risk.READ));
    ledger.when(Asked.intent(3, Risk.DESTRUCTIVE)).then("IntentRecorded", DENIED);
  }

  @Test
  void takesTheWorstOfWhatCallAndCatalogueDeclare() {
    EngineScenario ledger =
        Budgeted.ledger()
            .given(
                Asked.tool(
                    Risk.READ, "limits", new ToolLimits(null, 0, 0, 0, new Amounts(0, 5, 0, 70))))
            .given(money("day", 1_000));
    ledger.given(intent(1, new Amounts(0, 9, 3, 20)));
    assertThat(ledger.event(DecisionMade.class).holds().bound())
        .isEqualTo(new Amounts(1, 9, 3, 70));
  }

  @Test
  void reservesOnceHoweverOftenACallIsAsked() {
    EngineScenario ledger = Budgeted.ledger().given(calls("day", 10));
    ledger.given(Asked.intent(1, Risk.READ));
    ledger.whenRepeated().then("CommandRejected DUPLICATE_COMMAND, ALLOW stands");
    ledger.when(Asked.intent(1, Risk.READ)).then("CommandRejected CALL_REPEATED, ALLOW stands");
    assertThat(figures(ledger, "day", "")).isEqualTo("0 + 1 calls, 0 + 0 micros");
  }

  @Test
  void beginsAnewWhenTheWindowTurns() {
    EngineScenario ledger = Budgeted.ledger().given(calls("day", 1));
    ledger.given(Asked.intent(1, Risk.READ));
    ledger.after(Duration.ofHours(15).minusSeconds(2));
    ledger.when(Asked.intent(2, Risk.READ)).then("IntentRecorded", DENIED);
    ledger.after(Duration.ofSeconds(1));
    ledger
        .when(Asked.intent(3, Risk.READ))
        .then("IntentRecorded", ALLOWED, "BudgetThresholdReached 100");

    ledger
        .when(Asked.outcome(1, OutcomeStatus.SUCCEEDED))
        .then(
            "OutcomeOverdue",
            "ReservationSettled ASSUMED",
            "OutcomeRecorded SUCCEEDED",
            "ReservationSettled ADJUSTED");
    ReservationSettled settled = ledger.event(ReservationSettled.class);
    assertThat(settled.charged()).isEqualTo(Amounts.ONE_CALL);
    assertThat(settled.spendings()).as("its window has passed").isEmpty();
    assertThat(figures(ledger, "day", "")).isEqualTo("0 + 1 calls, 0 + 0 micros");
  }

  @Test
  void keepsAWindowThatHasBegunWhenTheCalendarChanges() {
    EngineScenario ledger = Budgeted.ledger().given(calls("day", 1));
    ledger.given(Asked.intent(1, Risk.READ));
    ledger.given(Budgeted.zone("Australia/Sydney")).after(Duration.ofHours(5));
    ledger.when(Asked.intent(2, Risk.READ)).then("IntentRecorded", DENIED);
    ledger.given(
        Budgeted.budget("day", BudgetWindow.MINUTE, new BudgetLimits(1L, null, null, null)));
    ledger.when(Asked.intent(3, Risk.READ)).then("IntentRecorded", DENIED);
    ledger.given(calls("day", 1)).after(Duration.ofHours(10));

    ledger
        .when(Asked.intent(4, Risk.READ))
        .then("IntentRecorded", ALLOWED, "BudgetThresholdReached 100");
    Spending spending = ledger.state().spending(EngineScenario.TENANT, "day", "");
    assertThat(spending.windowStart()).isEqualTo(Instant.parse("2026-11-20T13:00:00Z"));
    assertThat(spending.windowEnd()).isEqualTo(Instant.parse("2026-11-21T13:00:00Z"));
  }

  @Test
  void admitsNothingBeyondALoweredLimitAndChangesNothingElse() {
    EngineScenario ledger = Budgeted.ledger().given(calls("day", 10));
    for (int n = 1; n <= 4; n++) {
      ledger.given(Asked.intent(n, Risk.READ));
    }
    ledger.given(calls("day", 3)).when(Asked.intent(5, Risk.READ)).then("IntentRecorded", DENIED);
    ledger
        .when(Asked.outcome(1, OutcomeStatus.SUCCEEDED))
        .then("OutcomeRecorded SUCCEEDED", "ReservationSettled ACTUAL");
    assertThat(figures(ledger, "day", "")).isEqualTo("1 + 3 calls, 0 + 0 micros");
  }

  @Test
  void goesOnWithItsFiguresWhenItIsRemovedAndSetAnew() {
    EngineScenario ledger = Budgeted.ledger().given(calls("day", 2));
    ledger.given(Asked.intent(1, Risk.READ)).given(new RemoveBudget("day", "tidy"));
    ledger.when(Asked.intent(2, Risk.READ)).then("IntentRecorded", ALLOWED);
    ledger
        .when(Asked.outcome(1, OutcomeStatus.SUCCEEDED))
        .then("OutcomeRecorded SUCCEEDED", "ReservationSettled ACTUAL");
    ledger.when(Asked.outcome(2, OutcomeStatus.SUCCEEDED)).then("OutcomeRecorded SUCCEEDED");
    ledger.given(calls("day", 2)).given(Asked.intent(3, Risk.READ));
    assertThat(figures(ledger, "day", "")).isEqualTo("1 + 1 calls, 0 + 0 micros");
    ledger.when(Asked.intent(4, Risk.READ)).then("IntentRecorded", DENIED);
  }

  @Test
  void tellsEachThresholdOnceInAWindow() {
    EngineScenario ledger =
        Budgeted.ledger()
            .given(
                Budgeted.budget(
                    "day", BudgetWindow.DAY, new BudgetLimits(10L, null, null, 1_000L)));
    ledger.when(intent(1, money(490))).then("IntentRecorded", ALLOWED);
    ledger.when(intent(2, money(10))).then("IntentRecorded", ALLOWED, "BudgetThresholdReached 50");
    BudgetThresholdReached half = ledger.event(BudgetThresholdReached.class);
    assertThat(half.units()).containsExactly("moneyMicros");
    assertThat(half.spending().reported()).isEqualTo(50);
    ledger.given(used(1, OutcomeStatus.SUCCEEDED, money(0)));
    ledger.when(intent(3, money(490))).then("IntentRecorded", ALLOWED);
    ledger
        .when(intent(4, money(500)))
        .then("IntentRecorded", ALLOWED, "BudgetThresholdReached 100");

    ledger.after(Duration.ofDays(1)).given(new Tick());
    ledger
        .when(intent(86_400_000, money(800)))
        .then("IntentRecorded", ALLOWED, "BudgetThresholdReached 80");
  }

  @Test
  void countsHugeAmountsWithoutWrappingAround() {
    EngineScenario ledger = Budgeted.ledger().given(calls("day", 10));
    Amounts huge = new Amounts(1, 0, Long.MAX_VALUE, Long.MAX_VALUE / 2);
    ledger.when(intent(1, huge)).then("IntentRecorded", ALLOWED);
    ledger.when(intent(2, huge)).then("IntentRecorded", DENIED);
    assertThat(Budgeted.reason(ledger, "budgets").message()).contains("tokens");
    ledger
        .when(used(1, OutcomeStatus.SUCCEEDED, huge))
        .then("OutcomeRecorded SUCCEEDED", "ReservationSettled ACTUAL");
    ledger.when(intent(3, huge)).then("IntentRecorded", ALLOWED);
    ledger
        .when(used(3, OutcomeStatus.SUCCEEDED, huge))
        .then("OutcomeRecorded SUCCEEDED", "ReservationSettled ACTUAL");
    assertThat(ledger.state().spending(EngineScenario.TENANT, "day", "").settled())
        .isEqualTo(new Amounts(2, 0, Long.MAX_VALUE, Long.MAX_VALUE - 1));

    ledger.given(money("day", 1_000));
    ledger.when(intent(4, new Amounts(1, 0, 0, 1))).then("IntentRecorded", DENIED);
  }
}
