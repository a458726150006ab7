package io.countersign.approvals;

import io.countersign.approvals.decision.AttributionCheck;
import io.countersign.approvals.decision.BudgetCheck;
import io.countersign.approvals.decision.CatalogueCheck;
import io.countersign.approvals.decision.Check;
import io.countersign.approvals.decision.Checks;
import io.countersign.approvals.decision.ClockCheck;
import io.countersign.approvals.decision.Draft;
import io.countersign.approvals.decision.LimitsCheck;
import io.countersign.approvals.decision.Question;
import io.countersign.schemas.call.Agent;
import io.countersign.schemas.call.Amounts;
import io.countersign.schemas.call.Client;
import io.countersign.schemas.call.OutcomeStatus;
import io.countersign.schemas.call.Principal;
import io.countersign.schemas.call.Reason;
import io.countersign.schemas.call.Risk;
import io.countersign.schemas.command.ConfigureTenant;
import io.countersign.schemas.command.RecordIntent;
import io.countersign.schemas.command.RecordOutcome;
import io.countersign.schemas.command.SetBudget;
import io.countersign.schemas.control.Budget;
import io.countersign.schemas.control.BudgetLimits;
import io.countersign.schemas.control.BudgetNode;
import io.countersign.schemas.control.BudgetWindow;
import io.countersign.schemas.control.Gate;
import io.countersign.schemas.control.Spending;
import io.countersign.schemas.control.TenantSettings;
import io.countersign.schemas.event.DecisionMade;
import io.countersign.testkit.Variations;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the tests of budgets and limits ask of an engine that goes by nothing else. */
public final class Budgeted {
  private Budgeted() {}

  /** An engine that asks for DESTRUCTIVE tools and allows others, within budgets and limits. */
  public static Engine engine() {
    return new Engine(
        List.of(
            new Checks(
                1,
                List.of(
                    new ClockCheck(),
                    new AttributionCheck(),
                    new CatalogueCheck(),
                    new LimitsCheck(),
                    rule(),
                    new BudgetCheck()))));
  }

  private static Check rule() {
    return new Check() {
      @Override
      public String name() {
        return "policy";
      }

      @Override
      public Finding examine(Question question, Draft draft) {
        return question.tool() != null
                && question.tool().definition() != null
                && question.tool().definition().risk() == Risk.DESTRUCTIVE
            ? new Ask("RULE_ASKS", "Somebody must approve.", null)
            : new Pass("FINE", "Allowed here.", null);
      }
    };
  }

  static EngineScenario ledger() {
    return EngineScenario.open(engine());
  }

  /** A budget of the whole tenant. */
  static SetBudget budget(String id, BudgetWindow window, BudgetLimits limits) {
    return new SetBudget(new Budget(id, BudgetNode.TENANT, window, limits));
  }

  /** A budget of so many calls a day. */
  static SetBudget calls(String id, long calls) {
    return budget(id, BudgetWindow.DAY, new BudgetLimits(calls, null, null, null));
  }

  /** A budget of so much money a day. */
  static SetBudget money(String id, long micros) {
    return budget(id, BudgetWindow.DAY, new BudgetLimits(null, null, null, micros));
  }

  static ConfigureTenant zone(String zone) {
    return new ConfigureTenant(new TenantSettings(zone, Gate.READ_ONLY, false));
  }

  static Amounts money(long micros) {
    return new Amounts(1, 0, 0, micros);
  }

  /** A call of the READ tool that may use so much at most. */
  static RecordIntent intent(long n, Amounts bound) {
    return Asked.with(Asked.intent(n, Risk.READ), "bound", bound);
  }

  /** A call of the READ tool by others. */
  static RecordIntent intent(long n, String principal, List<String> groups, String agent) {
    RecordIntent intent = Asked.intent(n, Risk.READ);
    return Asked.with(
        intent,
        "actor",
        Variations.with(
            Variations.with(
                Variations.with(
                    intent.actor(), "principal", new Principal(principal, "user", groups)),
                "agent",
                new Agent(agent, "7")),
            "client",
            new Client("chat", null)));
  }

  static RecordOutcome used(long n, OutcomeStatus status, Amounts usage) {
    return Asked.with(Asked.outcome(n, status), "usage", usage);
  }

  /** What the last decision says of a check. */
  static Reason reason(EngineScenario ledger, String check) {
    return ledger.event(DecisionMade.class).reasons().stream()
        .filter(reason -> reason.check().equals(check))
        .findFirst()
        .orElseThrow();
  }

  /** The calls and the money of a node: settled and reserved; or nothing when it has no row. */
  static String figures(EngineScenario ledger, String budget, String subject) {
    return figures(ledger.state().spending(EngineScenario.TENANT, budget, subject));
  }

  static String figures(@Nullable Spending spending) {
    return spending == null
        ? "nothing"
        : "%s + %s calls, %s + %s micros"
            .formatted(
                spending.settled().calls(),
                spending.reserved().calls(),
                spending.settled().moneyMicros(),
                spending.reserved().moneyMicros());
  }
}
