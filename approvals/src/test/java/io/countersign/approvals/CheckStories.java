package io.countersign.approvals;

import io.countersign.approvals.decision.Check;
import io.countersign.approvals.decision.Checks;
import io.countersign.approvals.decision.Draft;
import io.countersign.approvals.decision.Question;
import io.countersign.schemas.call.Actor;
import io.countersign.schemas.call.Amounts;
import io.countersign.schemas.call.Principal;
import io.countersign.schemas.call.RedactedJson;
import io.countersign.schemas.call.Risk;
import io.countersign.schemas.call.ToolReference;
import io.countersign.schemas.command.Command;
import io.countersign.schemas.command.RecordIntent;
import io.countersign.schemas.command.RegisterTool;
import io.countersign.schemas.command.RetireTool;
import io.countersign.schemas.command.SetBudget;
import io.countersign.schemas.command.SetLimit;
import io.countersign.schemas.control.BrakeKind;
import io.countersign.schemas.control.BrakeScope;
import io.countersign.schemas.control.Budget;
import io.countersign.schemas.control.BudgetLimits;
import io.countersign.schemas.control.BudgetNode;
import io.countersign.schemas.control.BudgetWindow;
import io.countersign.schemas.control.CountedBy;
import io.countersign.schemas.control.Deprecation;
import io.countersign.schemas.control.Gate;
import io.countersign.schemas.control.Rate;
import io.countersign.schemas.control.ResourceRules;
import io.countersign.schemas.control.ResourceSource;
import io.countersign.schemas.control.ToolLimits;
import io.countersign.schemas.control.UsageLimit;
import io.countersign.schemas.event.PolicyPublished;
import io.countersign.schemas.event.ToolChanged;
import io.countersign.testkit.Variations;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One story for each check and code: how a call meets it. */
final class CheckStories {
  /**
   * A story.
   *
   * @param check the check that says it
   * @param code the code
   * @param result how the check comes out
   * @param given what happened before, in a ledger with a READ, a WRITE and a DESTRUCTIVE tool
   * @param intent the call
   */
  record CheckStory(
      String check,
      String code,
      String result,
      Consumer<EngineScenario> given,
      RecordIntent intent) {
    @Override
    public String toString() {
      return "%s %s %s".formatted(check, result, code);
    }

    /** The scenario with the call decided. */
    EngineScenario told() {
      EngineScenario ledger =
          EngineScenario.open(code.equals("CHECK_FAILED") ? failing() : new Engine());
      given.accept(ledger);
      return code.equals("CLOCK_SUSPECT")
          ? ledger.whenBrokerSays(ledger.now().plusSeconds(100), intent)
          : ledger.when(intent);
    }
  }

  static final RecordIntent READ = Asked.intent(1, Risk.READ);
  static final RecordIntent WRITE = Asked.intent(1, Risk.WRITE);

  private final List<CheckStory> stories = new ArrayList<>();

  private CheckStories() {}

  static List<CheckStory> all() {
    CheckStories all = new CheckStories();
    all.whoAndWhen();
    all.brakes();
    all.catalogue();
    all.gate();
    all.arguments();
    all.authorization();
    all.limits();
    all.policy();
    all.budgets();
    return all.stories;
  }

  private void tell(
      String check,
      String result,
      String code,
      Consumer<EngineScenario> given,
      RecordIntent intent) {
    stories.add(new CheckStory(check, code, result, given, intent));
  }

  private static Consumer<EngineScenario> given(Command... commands) {
    return ledger -> {
      for (Command command : commands) {
        ledger.given(command);
      }
    };
  }

  /** The same after the server was approved for routine use. */
  private static Consumer<EngineScenario> approved(Command... commands) {
    return given(
        Stream.concat(Stream.of(Asked.review(Gate.PRODUCTION_APPROVED)), Arrays.stream(commands))
            .toArray(Command[]::new));
  }

  private void whoAndWhen() {
    tell("clock", "PASSED", "CLOCK_AGREES", given(), READ);
    tell("clock", "FAILED", "CLOCK_SUSPECT", given(), READ);
    tell("attribution", "PASSED", "ATTRIBUTED", given(), READ);
    tell(
        "attribution",
        "FAILED",
        "ATTRIBUTION_MISSING",
        given(),
        Asked.with(READ, "actor", new Actor(null, null, null, List.of())));
  }

  private void brakes() {
    BrakeScope everything = BrakeScope.EVERYTHING;
    tell("brakes", "PASSED", "NO_BRAKE", given(), READ);
    tell(
        "brakes", "FAILED", "KILL_SWITCH", given(Asked.brake(1, BrakeKind.KILL, everything)), READ);
    tell(
        "brakes",
        "FAILED",
        "READ_ONLY_MODE",
        given(Asked.brake(1, BrakeKind.READ_ONLY, everything)),
        WRITE);
    tell(
        "brakes",
        "FAILED",
        "SHADOW_MODE",
        given(Asked.brake(1, BrakeKind.SHADOW, everything)),
        WRITE);
  }

  private void catalogue() {
    Deprecation later = new Deprecation(Instant.parse("2026-12-24T00:00:00Z"), "Use crm/look.");
    tell("catalogue", "PASSED", "TOOL_KNOWN", given(), READ);
    tell(
        "catalogue",
        "PASSED",
        "TOOL_DEPRECATED",
        given(Asked.tool(Risk.READ, "deprecation", later)),
        READ);
    tell("catalogue", "FAILED", "TOOL_UNKNOWN", given(), Asked.intent(1, "launch"));
    tell(
        "catalogue",
        "FAILED",
        "TOOL_PROPOSED",
        given(Asked.proposal("launch", Risk.READ, 0)),
        Asked.intent(1, "launch"));
    tell(
        "catalogue",
        "FAILED",
        "TOOL_RETIRED",
        given(new RetireTool("crm", "read", "replaced")),
        READ);
    tell(
        "catalogue",
        "FAILED",
        "TOOL_CHANGED",
        given(),
        Asked.with(READ, "tool", new ToolReference("crm", "read", "2.0", null)));
    tell(
        "catalogue",
        "FAILED",
        "TOOL_UNVERIFIED",
        given(),
        Asked.with(WRITE, "tool", new ToolReference("crm", "write", "1.0", null)));
  }

  private void gate() {
    tell("gate", "PASSED", "GATE_OPEN", approved(), WRITE);
    tell("gate", "PASSED", "SERVER_NOT_REVIEWED", given(), READ);
    tell("gate", "FAILED", "SERVER_NOT_REVIEWED", given(), WRITE);
    tell("gate", "FAILED", "GATE_BLOCK", given(Asked.review(Gate.BLOCK)), READ);
    tell("gate", "FAILED", "GATE_PROTOTYPE_ONLY", given(Asked.review(Gate.PROTOTYPE_ONLY)), READ);
    tell("gate", "FAILED", "GATE_READ_ONLY", given(Asked.review(Gate.READ_ONLY)), WRITE);
    tell("gate", "ASKED", "GATE_APPROVAL", given(Asked.review(Gate.WRITES_WITH_APPROVAL)), WRITE);
  }

  private void arguments() {
    String schema = "{\"properties\":{\"id\":{\"type\":\"string\"}},\"type\":\"object\"}";
    Command strict =
        new RegisterTool(
            Variations.with(
                Variations.with(Asked.definition(Risk.READ), "inputSchema", schema),
                "schemaDigest",
                Asked.digest(schema)));
    RecordIntent seen =
        Asked.with(READ, "tool", new ToolReference("crm", "read", "1.0", Asked.digest(schema)));
    tell("arguments", "PASSED", "ARGUMENTS_VALID", given(), READ);
    tell("arguments", "FAILED", "ARGUMENTS_INVALID", given(strict), seen);
    tell(
        "arguments",
        "FAILED",
        "ARGUMENTS_TOO_LARGE",
        given(Asked.tool(Risk.READ, "limits", new ToolLimits(null, 0, 4, 0, null))),
        READ);
    tell(
        "arguments",
        "FAILED",
        "ARGUMENTS_UNVERIFIED",
        ledger ->
            ledger.recorded(
                new ToolChanged(
                    Variations.with(Asked.definition(Risk.READ), "inputSchema", "{"),
                    List.of(),
                    null)),
        READ);
  }

  private void authorization() {
    ResourceRules rules =
        new ResourceRules(List.of("ticket:1*"), List.of(new ResourceSource("/id", "ticket:")));
    ResourceRules anywhere = new ResourceRules(List.of(), List.of(new ResourceSource("/id", "")));
    tell("authorization", "PASSED", "AUTHORIZED", given(), READ);
    tell(
        "authorization",
        "FAILED",
        "SCOPE_MISSING",
        given(Asked.tool(Risk.READ, "scopes", List.of("crm:read"))),
        READ);
    tell(
        "authorization",
        "FAILED",
        "GROUP_NOT_ALLOWED",
        given(Asked.tool(Risk.READ, "groups", List.of("finance"))),
        READ);
    tell(
        "authorization",
        "FAILED",
        "RESOURCE_NOT_ALLOWED",
        given(Asked.tool(Risk.READ, "resources", rules)),
        READ);
    tell(
        "authorization",
        "FAILED",
        "RESOURCE_UNVERIFIED",
        given(Asked.tool(Risk.READ, "resources", rules)),
        Asked.with(READ, "arguments", new RedactedJson("{}", 2, List.of())));
    tell(
        "authorization",
        "FAILED",
        "RESOURCE_UNREADABLE",
        given(Asked.tool(Risk.READ, "resources", anywhere)),
        Asked.with(READ, "arguments", new RedactedJson("{\"id\":[]}", 9, List.of())));
  }

  private void limits() {
    UsageLimit rate = limit(new Rate(1, 3_600_000, 1), 0);
    tell("limits", "PASSED", "NO_LIMIT", given(), READ);
    tell("limits", "PASSED", "WITHIN_LIMITS", given(new SetLimit(rate)), READ);
    tell(
        "limits",
        "FAILED",
        "RATE_LIMITED",
        given(new SetLimit(rate), Asked.intent(2, Risk.READ)),
        READ);
    tell(
        "limits",
        "FAILED",
        "CONCURRENCY_CAPPED",
        given(new SetLimit(limit(null, 1)), Asked.intent(2, Risk.READ)),
        READ);
  }

  static UsageLimit limit(@Nullable Rate rate, int concurrency) {
    return new UsageLimit(
        "desk", CountedBy.TENANT, null, null, null, null, null, rate, concurrency);
  }

  private void policy() {
    tell("policy", "PASSED", "DEFAULT_ALLOW_READ", given(), READ);
    tell("policy", "FAILED", "DEFAULT_DENY", approved(), WRITE);
    tell(
        "policy",
        "ASKED",
        "DEFAULT_ASKED_BY_GATE",
        given(Asked.review(Gate.WRITES_WITH_APPROVAL)),
        WRITE);
    tell("policy", "PASSED", "POLICY_ALLOW", approved(Asked.policy("p", "effect: allow")), WRITE);
    tell("policy", "FAILED", "POLICY_DENY", given(Asked.policy("p", "effect: deny")), READ);
    tell("policy", "ASKED", "POLICY_ASK", given(Asked.policy("p", "effect: ask")), READ);
    tell(
        "policy",
        "FAILED",
        "POLICY_ERROR",
        approved(Asked.policy("p", "effect: allow", "when: args.absent == 1")),
        WRITE);
    tell(
        "policy",
        "FAILED",
        "POLICY_ERROR",
        ledger ->
            ledger.recorded(
                new PolicyPublished(
                    "p", "no policy", Asked.digest("no policy"), null, List.of(), "olga")),
        READ);
    tell(
        "policy",
        "FAILED",
        "RULE_LIMIT_EXHAUSTED",
        approved(
            Asked.policy("p", "effect: allow", "limits: [{per: tenant, concurrency: 1}]"),
            Asked.intent(2, Risk.WRITE)),
        WRITE);
    tell("always", "FAILED", "CHECK_FAILED", given(), READ);
  }

  private void budgets() {
    tell("budgets", "PASSED", "NO_BUDGET", given(), READ);
    tell("budgets", "PASSED", "WITHIN_BUDGET", given(budget(1)), READ);
    tell(
        "budgets",
        "FAILED",
        "BUDGET_EXHAUSTED",
        given(budget(1), Asked.intent(2, Risk.READ)),
        READ);
    tell(
        "budgets",
        "FAILED",
        "BUDGET_EXHAUSTED",
        given(budget(5)),
        Asked.with(READ, "bound", new Amounts(6, 0, 0, 0)));
    BudgetNode teams = new BudgetNode("*", null, null, null, null);
    tell(
        "budgets",
        "FAILED",
        "BUDGET_PATH_INVALID",
        given(
            new SetBudget(
                new Budget(
                    "desk", teams, BudgetWindow.DAY, new BudgetLimits(9L, null, null, null)))),
        Asked.with(
            READ,
            "actor",
            Variations.with(
                READ.actor(), "principal", new Principal("ann", "user", List.of(" ")))));
  }

  static SetBudget budget(long calls) {
    return new SetBudget(
        new Budget(
            "desk",
            BudgetNode.TENANT,
            BudgetWindow.DAY,
            new BudgetLimits(calls, null, null, null)));
  }

  private static Engine failing() {
    return new Engine(
        List.of(
            new Checks(
                1,
                List.of(
                    new Check() {
                      @Override
                      public String name() {
                        return "always";
                      }

                      @Override
                      public Finding examine(Question question, Draft draft) {
                        throw new IllegalStateException("secret-looking detail");
                      }
                    }))));
  }
}
