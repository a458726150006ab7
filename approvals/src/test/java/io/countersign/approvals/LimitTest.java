package io.countersign.approvals;

import static io.countersign.approvals.Budgeted.intent;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.approvals.decision.Check;
import io.countersign.approvals.decision.Checks;
import io.countersign.approvals.decision.Draft;
import io.countersign.approvals.decision.LimitProbe;
import io.countersign.approvals.decision.Question;
import io.countersign.schemas.call.OutcomeStatus;
import io.countersign.schemas.call.Reason;
import io.countersign.schemas.call.Risk;
import io.countersign.schemas.command.RecordIntent;
import io.countersign.schemas.command.RegisterTool;
import io.countersign.schemas.command.RemoveLimit;
import io.countersign.schemas.command.SetLimit;
import io.countersign.schemas.command.Tick;
import io.countersign.schemas.control.CountedBy;
import io.countersign.schemas.control.Holds;
import io.countersign.schemas.control.Lease;
import io.countersign.schemas.control.Rate;
import io.countersign.schemas.control.RateUse;
import io.countersign.schemas.control.ToolLimits;
import io.countersign.schemas.control.UsageLimit;
import io.countersign.schemas.event.DecisionMade;
import io.countersign.testkit.Variations;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** How fast and how many at once calls may come. Every scenario begins at 09:00:01 UTC. */
class LimitTest {
  private static final String ALLOWED = "DecisionMade ALLOW";
  private static final String DENIED = "DecisionMade DENY";

  private static UsageLimit limit(String id, CountedBy per, @Nullable Rate rate, int concurrency) {
    return new UsageLimit(id, per, null, null, null, null, null, rate, concurrency);
  }

  private static SetLimit rate(CountedBy per, long calls, long perMillis, long burst) {
    return new SetLimit(limit("pace", per, new Rate(calls, perMillis, burst), 0));
  }

  private static SetLimit cap(CountedBy per, int concurrency) {
    return new SetLimit(limit("cap", per, null, concurrency));
  }

  private static void says(EngineScenario ledger, String code, String message, String reference) {
    assertThat(Budgeted.reason(ledger, "limits"))
        .extracting(Reason::code, Reason::message, Reason::reference)
        .containsExactly(code, message, reference);
  }

  @Test
  void refusesWhoComesTooFastAndSaysWhenItIsFree() {
    EngineScenario ledger = Budgeted.ledger().given(rate(CountedBy.PRINCIPAL, 6, 60_000, 2));
    ledger.given(Asked.intent(1, Risk.READ)).given(Asked.intent(2, Risk.READ));
    ledger.when(Asked.intent(3, Risk.READ)).then("IntentRecorded", DENIED);
    says(
        ledger,
        "RATE_LIMITED",
        "Expected at most 6 calls in 60000 ms with a burst of 2 for principal ann@acme.example, but there were more; the next may come at 2026-11-20T09:00:11Z.",
        "limit/pace@4");
    ledger.when(intent(4, "bob", List.of(), "desk-bot")).then("IntentRecorded", ALLOWED);
    ledger.after(Duration.ofMillis(9_999));
    ledger.when(Asked.intent(5, Risk.READ)).then("IntentRecorded", DENIED);
    ledger.after(Duration.ofMillis(1));
    ledger.when(Asked.intent(6, Risk.READ)).then("IntentRecorded", ALLOWED);
  }

  @Test
  void usesNothingUpForWhatIsNotAllowed() {
    EngineScenario ledger = Budgeted.ledger().given(rate(CountedBy.TENANT, 1, 60_000, 1));
    ledger.given(cap(CountedBy.TENANT, 1));
    ledger
        .when(Asked.intent(1, Risk.DESTRUCTIVE))
        .then("IntentRecorded", "DecisionMade ASK", "ApprovalRequested");
    assertThat(ledger.event(DecisionMade.class).holds()).isNull();
    ledger.given(Budgeted.calls("none", 0));
    ledger.when(Asked.intent(2, Risk.READ)).then("IntentRecorded", DENIED);
    assertThat(Budgeted.reason(ledger, "budgets").code()).isEqualTo("BUDGET_EXHAUSTED");
    ledger.given(Budgeted.calls("none", 9));
    ledger.when(Asked.intent(3, Risk.READ)).then("IntentRecorded", ALLOWED);
  }

  @Test
  void countsRunningCallsUntilTheyEnd() {
    EngineScenario ledger = Budgeted.ledger().given(cap(CountedBy.AGENT, 2));
    ledger.given(Asked.intent(1, Risk.READ));
    UUID asked = ledger.lastCommandId();
    ledger.given(Asked.intent(2, Risk.READ));
    ledger.when(Asked.intent(3, Risk.READ)).then("IntentRecorded", DENIED);
    says(
        ledger,
        "CONCURRENCY_CAPPED",
        "Expected at most 2 calls to run at once for agent desk-bot, but 2 run. Wait until one of them has ended.",
        "limit/cap@4");

    ledger.given(Asked.outcome(2, OutcomeStatus.SUCCEEDED));
    ledger.when(Asked.intent(4, Risk.READ)).then("IntentRecorded", ALLOWED);
    ledger.given(Asked.abandon(1, asked)).given(Asked.cancel(4));
    assertThat(ledger.state().running(EngineScenario.TENANT, "cap", "desk-bot")).isZero();
    ledger.given(Asked.intent(5, Risk.READ)).given(Asked.intent(6, Risk.READ));
    ledger.when(Asked.intent(7, Risk.READ)).then("IntentRecorded", DENIED);
    ledger.after(Duration.ofMinutes(15)).given(new Tick());
    ledger.when(Asked.intent(8, Risk.READ)).then("IntentRecorded", ALLOWED);
  }

  @Test
  void countsACallThatRunsWhileItsLimitIsRemovedAndSetAnew() {
    EngineScenario ledger = Budgeted.ledger().given(cap(CountedBy.TENANT, 1));
    ledger.given(Asked.intent(1, Risk.READ)).given(new RemoveLimit("cap", "tidy"));
    ledger.given(Asked.intent(2, Risk.READ)).given(cap(CountedBy.TENANT, 1));
    ledger.when(Asked.intent(3, Risk.READ)).then("IntentRecorded", DENIED);
    ledger.given(Asked.outcome(1, OutcomeStatus.SUCCEEDED));
    ledger.given(Asked.outcome(2, OutcomeStatus.SUCCEEDED));
    ledger.when(Asked.intent(4, Risk.READ)).then("IntentRecorded", ALLOWED);
  }

  @Test
  void goesByTheLimitsOfTheToolItself() {
    ToolLimits own = new ToolLimits(new Rate(1, 60_000, 9), 1, 0, 0, null);
    EngineScenario ledger = Budgeted.ledger().given(Asked.tool(Risk.READ, "limits", own));
    ledger.when(Asked.intent(1, Risk.READ)).then("IntentRecorded", ALLOWED);
    assertThat(ledger.event(DecisionMade.class).holds().leases())
        .containsExactly(new Lease("tool/crm/read", "crm/read"));
    ledger.when(Asked.intent(2, Risk.READ)).then("IntentRecorded", DENIED);
    assertThat(Budgeted.reason(ledger, "limits").reference()).isEqualTo("tool/crm/read@4");
    ledger.when(Asked.intent(3, Risk.WRITE)).then("IntentRecorded", ALLOWED);
  }

  @Test
  void takesNamesThatAreTooLongForAnId() {
    String server = "s".repeat(256);
    ToolLimits own = new ToolLimits(null, 1, 0, 0, null);
    EngineScenario ledger =
        Budgeted.ledger()
            .given(
                new RegisterTool(
                    Variations.with(
                        Variations.with(Asked.definition(Risk.READ), "limits", own),
                        "server",
                        server)));
    for (int n = 1; n <= 2; n++) {
      RecordIntent intent = Asked.intent(n, Risk.READ);
      ledger.given(Asked.with(intent, "tool", Variations.with(intent.tool(), "server", server)));
      ledger.then("IntentRecorded", n == 1 ? ALLOWED : DENIED);
    }
  }

  @Test
  void leavesCallsAloneThatALimitDoesNotCount() {
    EngineScenario ledger = Budgeted.ledger();
    ledger.given(
        new SetLimit(
            new UsageLimit(
                "dev",
                CountedBy.TENANT,
                "dev",
                "crm",
                "read",
                "ann@acme.example",
                "desk-bot",
                new Rate(1, 60_000, 1),
                0)));
    for (int n = 1; n <= 3; n++) {
      ledger.when(Asked.intent(n, Risk.READ)).then("IntentRecorded", ALLOWED);
      assertThat(Budgeted.reason(ledger, "limits").code()).isEqualTo("NO_LIMIT");
    }
    ledger.given(Asked.with(Asked.intent(4, Risk.READ), "environment", "dev"));
    ledger
        .when(Asked.with(Asked.intent(5, Risk.READ), "environment", "dev"))
        .then("IntentRecorded", DENIED);
  }

  @Test
  void letsARuleOfPolicyProbeBeforeItUses() {
    UsageLimit rule = limit("rule/desk/pace/0", CountedBy.CLIENT, new Rate(2, 60_000, 1), 3);
    UsageLimit elsewhere =
        new UsageLimit(
            "rule/desk/pace/1", CountedBy.TENANT, "dev", null, null, null, null, rule.rate(), 1);
    EngineScenario ledger =
        EngineScenario.open(
            new Engine(List.of(new Checks(1, List.of(ruleWith(List.of(rule, elsewhere)))))));
    ledger.when(Asked.intent(1, Risk.READ)).then("IntentRecorded", ALLOWED);
    Holds holds = ledger.event(DecisionMade.class).holds();
    assertThat(holds.rates())
        .containsExactly(new RateUse(rule.id(), "chat", ledger.now().plusSeconds(30)));
    assertThat(holds.leases()).containsExactly(new Lease(rule.id(), "chat"));
    ledger.when(Asked.intent(2, Risk.READ)).then("IntentRecorded", DENIED);
    ledger.after(Duration.ofSeconds(30));
    ledger.when(Asked.intent(3, Risk.READ)).then("IntentRecorded", ALLOWED);
    ledger.after(Duration.ofSeconds(30)).given(Asked.intent(4, Risk.READ));
    ledger.after(Duration.ofSeconds(30));
    ledger.when(Asked.intent(5, Risk.READ)).then("IntentRecorded", DENIED);
    ledger.given(Asked.outcome(1, OutcomeStatus.FAILED));
    ledger.when(Asked.intent(6, Risk.READ)).then("IntentRecorded", ALLOWED);
  }

  /** A rule that allows as long as all of its limits are free. */
  private static Check ruleWith(List<UsageLimit> limits) {
    return new Check() {
      @Override
      public String name() {
        return "policy";
      }

      @Override
      public Finding examine(Question question, Draft draft) {
        LimitProbe probe = new LimitProbe(question);
        if (!limits.stream().allMatch(probe::free)) {
          return new Refuse("DEFAULT_DENY", "The rule is used up.", null);
        }
        limits.forEach(limit -> probe.use(limit, draft));
        return new Pass("RULE_ALLOWS", "The rule allows.", null);
      }
    };
  }
}
