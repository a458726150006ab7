package io.countersign.approvals;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.approvals.avro.EventSize;
import io.countersign.approvals.avro.StateCodecs;
import io.countersign.approvals.state.Approvers;
import io.countersign.schemas.Topics;
import io.countersign.schemas.approval.Approver;
import io.countersign.schemas.approval.Ballot;
import io.countersign.schemas.approval.StandingScope;
import io.countersign.schemas.approval.Voter;
import io.countersign.schemas.call.Actor;
import io.countersign.schemas.call.Agent;
import io.countersign.schemas.call.CheckResult;
import io.countersign.schemas.call.Client;
import io.countersign.schemas.call.Principal;
import io.countersign.schemas.call.Reason;
import io.countersign.schemas.call.Risk;
import io.countersign.schemas.call.Verdict;
import io.countersign.schemas.command.ConfigureTenant;
import io.countersign.schemas.command.CreateStandingGrant;
import io.countersign.schemas.command.DelegateVotes;
import io.countersign.schemas.command.EngageBrake;
import io.countersign.schemas.command.PublishPolicy;
import io.countersign.schemas.command.RecordIntent;
import io.countersign.schemas.command.RegisterTool;
import io.countersign.schemas.command.SetApprover;
import io.countersign.schemas.command.SetBudget;
import io.countersign.schemas.control.ApprovalTerms;
import io.countersign.schemas.control.BrakeKind;
import io.countersign.schemas.control.BrakeScope;
import io.countersign.schemas.control.Budget;
import io.countersign.schemas.control.BudgetLimits;
import io.countersign.schemas.control.BudgetNode;
import io.countersign.schemas.control.BudgetWindow;
import io.countersign.schemas.control.Gate;
import io.countersign.schemas.control.QuorumSlot;
import io.countersign.schemas.control.TenantSettings;
import io.countersign.schemas.event.ApprovalRequested;
import io.countersign.schemas.event.ChangeRequested;
import io.countersign.schemas.event.CommandRejected;
import io.countersign.schemas.event.DecisionMade;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.schemas.event.ToolChanged;
import io.countersign.testkit.Samples;
import io.countersign.testkit.Variations;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is recorded and kept stays small, whatever is asked. */
class SizesTest {
  private static final String LONG_ID = "日".repeat(256);

  /** What the changelog of the state takes; its topic is set to that. */
  private static final int MAX_STATE_BYTES = 4 * 1024 * 1024;

  private static RegisterTool tool(int version, int name, int places) {
    String inner =
        IntStream.range(0, places)
            .mapToObj(i -> "\"a%s\":{\"maxLength\":%s}".formatted(i, version * 100 + i))
            .collect(Collectors.joining(","));
    String schema =
        "{\"type\":\"object\",\"properties\":{\"%s\":{\"properties\":{%s}}}}"
            .formatted("長".repeat(name), inner);
    return new RegisterTool(
        Variations.with(
            Variations.with(
                Variations.with(
                    Variations.with(Asked.definition(Risk.READ), "name", "big"),
                    "inputSchema",
                    schema),
                "schemaDigest",
                Asked.digest(schema)),
            "version",
            String.valueOf(version)));
  }

  private static String rules(String policy, int rules, String rest) {
    return IntStream.range(0, rules)
        .mapToObj(i -> "- {id: r%s, %s}\n".formatted(i, rest))
        .collect(Collectors.joining("", "policy: %s\nrules:\n".formatted(policy), ""));
  }

  private static RecordIntent byLongNames(RecordIntent intent) {
    return Asked.with(
        intent,
        "actor",
        new Actor(
            new Agent(LONG_ID, null),
            new Principal(LONG_ID, "user", List.of()),
            new Client("c", null),
            List.of()));
  }

  private static String refusal(EngineScenario scenario) {
    DecisionMade decision = scenario.event(DecisionMade.class);
    assertThat(decision.verdict()).isEqualTo(Verdict.DENY);
    return decision.reasons().stream()
        .filter(reason -> reason.result() == CheckResult.FAILED)
        .map(Reason::code)
        .collect(Collectors.joining());
  }

  private static int largest(EngineScenario scenario) {
    return scenario.last().stream().mapToInt(EventSize::of).max().orElseThrow();
  }

  @Test
  void tellsAChangedSchemaInFewBytesHoweverLongItsNames() {
    EngineScenario scenario = EngineScenario.open().given(tool(1, 256, 32)).when(tool(2, 256, 32));
    ToolChanged changed = scenario.event(ToolChanged.class);
    assertThat(changed.changes()).hasSizeLessThan(40);
    assertThat(changed.changes()).allMatch(change -> change.field().length() <= 512);
    int definition = EventSize.of(EngineScenario.open().given(tool(1, 256, 32)).last().getFirst());
    assertThat(largest(scenario)).isLessThan(definition + 64 * 1024);
  }

  @Test
  void refusesASchemaWithANameThatIsTooLongToBeTold() {
    EngineScenario scenario = EngineScenario.open().when(tool(1, 257, 1));
    assertThat(scenario.event(CommandRejected.class).message())
        .contains("names of at most 256 characters");
  }

  @Test
  void deniesACallThatMoreLimitsOfRulesCountThanADecisionMayHold() {
    String limits =
        IntStream.range(0, 16)
            .mapToObj(i -> "{per: agent, calls: 9, every: 1h}")
            .collect(Collectors.joining(",", "effect: allow, limits: [", "]"));
    EngineScenario eight =
        EngineScenario.open().given(new PublishPolicy("p", rules("p", 8, limits), "olga"));
    eight.when(byLongNames(Asked.intent(1, Risk.READ)));
    assertThat(eight.event(DecisionMade.class).verdict()).isEqualTo(Verdict.ALLOW);
    assertThat(largest(eight)).isLessThan(Topics.MAX_EVENT_BYTES);

    EngineScenario nine =
        EngineScenario.open().given(new PublishPolicy("p", rules("p", 9, limits), "olga"));
    nine.when(byLongNames(Asked.intent(1, Risk.READ)));
    assertThat(refusal(nine)).isEqualTo("TOO_MANY_LIMITS");
  }

  @Test
  void tellsFourHundredRulesInABoundedEvent() {
    String text = "effect: allow, message: %s".formatted("長".repeat(160));
    EngineScenario scenario =
        EngineScenario.open()
            .given(new PublishPolicy("p", rules("p", 200, text), "olga"))
            .given(new PublishPolicy("q", rules("q", 200, text), "olga"))
            .when(Asked.intent(1, Risk.READ));
    DecisionMade decision = scenario.event(DecisionMade.class);
    assertThat(decision.rules()).hasSize(400);
    assertThat(decision.rules().getFirst().message()).isNotNull();
    assertThat(decision.rules().getLast().message()).isNull();
    assertThat(largest(scenario)).isLessThan(Topics.MAX_EVENT_BYTES / 2);
  }

  @Test
  void keepsOfAReasonOnlyTheStart() {
    EngineScenario scenario = EngineScenario.open();
    for (int i = 0; i < 20; i++) {
      scenario.given(
          new EngageBrake(
              Asked.brakeId(i),
              BrakeKind.SHADOW,
              new BrakeScope("other" + i, null, null),
              "r".repeat(1_024),
              "bo"));
    }
    assertThat(StateCodecs.CONTROLS.write(scenario.state().controls("acme")).length)
        .isLessThan(32 * 1024);
  }

  @Test
  void forgetsRowsAsFastAsCallsBeginThem() {
    EngineScenario scenario = EngineScenario.open();
    BudgetNode each = new BudgetNode("*", "*", null, null, null);
    for (int i = 0; i < 64; i++) {
      scenario.given(
          new SetBudget(
              new Budget(
                  "b" + i, each, BudgetWindow.MINUTE, new BudgetLimits(1_000L, null, null, null))));
    }
    Engine engine = new Engine();
    for (int i = 0; i < 400; i++) {
      scenario.after(Duration.ofSeconds(1));
      UUID id = new UUID(scenario.now().toEpochMilli() << 16 | 0x7000, 0x8000_0000_0000_0000L | i);
      RecordIntent intent =
          Asked.with(
              Asked.with(Asked.intent(1, Risk.READ), "callId", id),
              "actor",
              new Actor(
                  new Agent("a", null),
                  new Principal("p" + i, "user", List.of("g1", "g2")),
                  new Client("c", null),
                  List.of()));
      List<EventEnvelope> events =
          engine.handle(
              scenario.state(), new Delivery(scenario.next(intent, "g"), 0, scenario.now()));
      events.forEach(event -> Fold.apply(scenario.state(), event));
    }
    // Rows of one minute may have passed since the last call; no more than those.
    assertThat(scenario.state().expired(scenario.now(), 1_000_000).size()).isLessThan(61 * 128);
  }

  private static final List<String> LONG_GROUPS =
      IntStream.range(0, 250).mapToObj(i -> "長".repeat(250) + i).toList();

  /** Terms that name as many people and groups as a command may carry. */
  private static ApprovalTerms longTerms() {
    return new ApprovalTerms(
        IntStream.range(0, 16).mapToObj(i -> new QuorumSlot("長".repeat(250) + i, 16)).toList(),
        600_000,
        IntStream.range(0, 100).mapToObj(i -> "除".repeat(250) + i).toList(),
        false,
        16,
        600_000,
        LONG_ID,
        LONG_ID,
        true,
        false);
  }

  private static EngineScenario askedByLongTerms() {
    return EngineScenario.open()
        .given(Asked.review(Gate.WRITES_WITH_APPROVAL))
        .given(
            new ConfigureTenant(
                new TenantSettings("UTC", Gate.READ_ONLY, true, true, true, longTerms(), LONG_ID)));
  }

  @Test
  void keepsTheLargestApprovalInOneRowAndOneEvent() {
    EngineScenario scenario = askedByLongTerms().when(Asked.intent(1, Risk.WRITE));
    ApprovalRequested approval = scenario.event(ApprovalRequested.class);
    assertThat(largest(scenario)).isLessThan(Topics.MAX_EVENT_BYTES);
    String[] refused = {""};
    for (int i = 0; refused[0].isEmpty(); i++) {
      Voter voter = new Voter("人".repeat(240) + i, LONG_GROUPS);
      Ballot ballot = i % 17 == 0 ? Ballot.DENY : Ballot.APPROVE;
      scenario.when(Approving.vote(approval, ballot, voter, "言".repeat(60_000)));
      assertThat(largest(scenario)).isLessThan(Topics.MAX_EVENT_BYTES);
      scenario.last().stream()
          .map(EventEnvelope::body)
          .filter(CommandRejected.class::isInstance)
          .forEach(body -> refused[0] = ((CommandRejected) body).rejection());
    }
    assertThat(refused[0]).isEqualTo("TOO_MANY_VOTES");
    assertThat(
            StateCodecs.APPROVAL.write(scenario.state().approval("acme", approval.approvalId()))
                .length)
        .isLessThan(MAX_STATE_BYTES);
  }

  @Test
  void keepsTheLargestChangeInOneEvent() {
    String text =
        "policy: desk\nrules:\n- {id: only, effect: allow, match: {tool: write}}\n"
            + "# 長長長長長長長長長長長長長長長長長長長長長長長長長長長長長\n".repeat(1_400);
    EngineScenario scenario = askedByLongTerms().when(new PublishPolicy("desk", text, LONG_ID));
    assertThat(scenario.event(ChangeRequested.class).terms()).isEqualTo(longTerms());
    assertThat(largest(scenario)).isLessThan(Topics.MAX_EVENT_BYTES);
  }

  @Test
  void keepsTheLargestRosterInOneRow() {
    EngineScenario scenario = EngineScenario.open();
    String long80 = "長".repeat(80);
    for (int i = 0; i < 256; i++) {
      List<String> groups = IntStream.range(0, 17).mapToObj(group -> long80 + group).toList();
      scenario.given(new SetApprover(new Approver(long80 + i, List.of(), groups, true)));
      scenario.given(
          new DelegateVotes(
              new Voter(long80 + i, groups.subList(0, 6)),
              "x",
              scenario.now().plusSeconds(9_000),
              ""));
      scenario.given(
          new CreateStandingGrant(
              Samples.commandId(7_000_000 + i),
              new StandingScope("crm", "write", long80, long80, long80, null),
              1,
              scenario.now().plusSeconds(9_000),
              "",
              new Voter(long80 + i, groups.subList(0, 5))));
    }
    Approvers approvers = scenario.state().approvers("acme");
    assertThat(approvers.roster()).hasSizeGreaterThan(200);
    assertThat(approvers.delegations()).hasSizeGreaterThan(200);
    assertThat(approvers.standing()).hasSizeGreaterThan(200);
    assertThat(StateCodecs.APPROVERS.write(approvers).length).isLessThan(MAX_STATE_BYTES);
  }
}
