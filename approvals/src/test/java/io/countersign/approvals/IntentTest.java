package io.countersign.approvals;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import io.countersign.approvals.decision.Check;
import io.countersign.approvals.decision.Checks;
import io.countersign.approvals.decision.Draft;
import io.countersign.approvals.decision.Question;
import io.countersign.schemas.call.Actor;
import io.countersign.schemas.call.CheckResult;
import io.countersign.schemas.call.Reason;
import io.countersign.schemas.call.Risk;
import io.countersign.schemas.call.ToolReference;
import io.countersign.schemas.call.Verdict;
import io.countersign.schemas.command.RecordIntent;
import io.countersign.schemas.event.DecisionMade;
import io.countersign.schemas.event.IntentRecorded;
import io.countersign.testkit.Variations;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class IntentTest {
  private final EngineScenario ledger = EngineScenario.open();
  private final RecordIntent read = Asked.intent(1, Risk.READ);

  private DecisionMade denied(RecordIntent intent) {
    ledger.when(intent).then("IntentRecorded", "DecisionMade DENY");
    return ledger.event(DecisionMade.class);
  }

  private static Reason reason(DecisionMade decision, String check) {
    return decision.reasons().stream()
        .filter(reason -> reason.check().equals(check))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void allowsReadingForItsGatewayAndForAWhile() {
    ledger.when(read).then("IntentRecorded", "DecisionMade ALLOW");

    DecisionMade decision = ledger.event(DecisionMade.class);
    assertThat(decision.gateway()).isEqualTo(EngineScenario.GATEWAY);
    assertThat(decision.validUntil()).isEqualTo(ledger.now().plus(Duration.ofMinutes(1)));
    assertThat(decision.outcomeDueAt()).isEqualTo(ledger.now().plus(Duration.ofMinutes(15)));
    assertThat(decision.risk()).isEqualTo(Risk.READ);
    assertThat(decision.behaviourLevel()).isEqualTo(1);
    assertThat(decision.reasons())
        .extracting(Reason::check, Reason::result, Reason::code)
        .containsExactly(
            tuple("clock", CheckResult.PASSED, "CLOCK_AGREES"),
            tuple("attribution", CheckResult.PASSED, "ATTRIBUTED"),
            tuple("brakes", CheckResult.PASSED, "NO_BRAKE"),
            tuple("catalogue", CheckResult.PASSED, "TOOL_KNOWN"),
            tuple("gate", CheckResult.PASSED, "SERVER_NOT_REVIEWED"),
            tuple("arguments", CheckResult.PASSED, "ARGUMENTS_VALID"),
            tuple("authorization", CheckResult.PASSED, "AUTHORIZED"),
            tuple("limits", CheckResult.PASSED, "NO_LIMIT"),
            tuple("policy", CheckResult.PASSED, "DEFAULT_ALLOW_READ"),
            tuple("budgets", CheckResult.PASSED, "NO_BUDGET"),
            tuple("approval", CheckResult.PASSED, "NO_APPROVAL_NEEDED"));
  }

  @Test
  void recordsTheIntentAsItWasAsked() {
    ledger.when(read);

    IntentRecorded recorded = ledger.event(IntentRecorded.class);
    assertThat(recorded.actor()).isEqualTo(read.actor());
    assertThat(recorded.arguments()).isEqualTo(read.arguments());
    assertThat(recorded.actionDigest()).isEqualTo(read.actionDigest());
    assertThat(ledger.last()).allMatch(e -> "run-1".equals(e.runId()));
    assertThat(ledger.last()).allMatch(e -> read.callId().equals(e.callId()));
  }

  @ParameterizedTest
  @EnumSource(names = {"WRITE", "DESTRUCTIVE"})
  void deniesWhatChangesTheWorld(Risk risk) {
    DecisionMade decision = denied(Asked.intent(1, risk));

    assertThat(reason(decision, "gate").code()).isEqualTo("SERVER_NOT_REVIEWED");
    assertThat(reason(decision, "gate").reference()).isEqualTo("settings");
    assertThat(decision.risk()).isEqualTo(risk);
    assertThat(decision.validUntil()).isNull();
    assertThat(decision.outcomeDueAt()).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"agent", "principal", "client", "environment", "run"})
  void deniesACallThatNobodyCanBeHeldTo(String missing) {
    Actor whole = read.actor();
    RecordIntent intent =
        switch (missing) {
          case "agent" ->
              Asked.with(
                  read,
                  "actor",
                  new Actor(null, whole.principal(), whole.client(), whole.scopes()));
          case "principal" ->
              Asked.with(
                  read, "actor", new Actor(whole.agent(), null, whole.client(), whole.scopes()));
          case "client" ->
              Asked.with(
                  read, "actor", new Actor(whole.agent(), whole.principal(), null, whole.scopes()));
          case "environment" -> Asked.with(read, "environment", null);
          default -> Asked.with(read, "runId", null);
        };

    DecisionMade decision = denied(intent);

    assertThat(decision.reasons().subList(2, decision.reasons().size()))
        .extracting(Reason::result)
        .containsOnly(CheckResult.NOT_REACHED);
    Reason reason = reason(decision, "attribution");
    assertThat(reason.code()).isEqualTo("ATTRIBUTION_MISSING");
    assertThat(reason.message()).endsWith("but missing: %s.".formatted(missing));
  }

  @Test
  void namesEveryPartThatIsMissing() {
    DecisionMade decision =
        denied(Asked.with(read, "actor", new Actor(null, null, null, List.of())));

    assertThat(reason(decision, "attribution").message())
        .endsWith("missing: agent, principal, client.");
  }

  @Test
  void deniesAnUnknownTool() {
    DecisionMade decision = denied(Asked.intent(1, "launch"));

    assertThat(reason(decision, "catalogue").code()).isEqualTo("TOOL_UNKNOWN");
    assertThat(reason(decision, "gate").result()).isEqualTo(CheckResult.NOT_REACHED);
    assertThat(decision.risk()).isNull();
  }

  @Test
  void deniesAnotherVersionOfATool() {
    ToolReference seen = read.tool();
    DecisionMade decision =
        denied(
            Asked.with(
                read,
                "tool",
                new ToolReference(seen.server(), seen.name(), "2.0", seen.schemaDigest())));

    assertThat(reason(decision, "catalogue").code()).isEqualTo("TOOL_CHANGED");
    assertThat(reason(decision, "catalogue").message()).contains("version 1.0", "saw 2.0");
    assertThat(reason(decision, "catalogue").reference()).isEqualTo("tool/crm/read@1");
  }

  @Test
  void deniesAnotherSchemaOfATool() {
    ToolReference seen = read.tool();
    DecisionMade decision =
        denied(
            Asked.with(
                read,
                "tool",
                new ToolReference(
                    seen.server(), seen.name(), seen.version(), Asked.digest("another"))));

    assertThat(reason(decision, "catalogue").code()).isEqualTo("TOOL_CHANGED");
    assertThat(reason(decision, "catalogue").message()).contains("input schema");
  }

  @Test
  void decidesByTheToolAsItIsNow() {
    ledger
        .given(Asked.tool(Risk.READ, "risk", Risk.WRITE))
        .when(read)
        .then("IntentRecorded", "DecisionMade DENY");
  }

  @Test
  void doesNotDecideByTheToolOfAnotherTenant() {
    var command = ledger.next(read, EngineScenario.GATEWAY);
    ledger
        .when(Variations.withTenant(command, "other"))
        .then("IntentRecorded", "DecisionMade DENY")
        .thenOf("other");
  }

  @ParameterizedTest
  @ValueSource(longs = {-61, 61, -86_400, 86_400})
  void decidesNothingWhileTheClocksDisagree(long seconds) {
    var before = ledger.state().head();
    ledger
        .whenBrokerSays(ledger.now().plusSeconds(seconds), read)
        .then("IntentRecorded", "DecisionMade DENY");

    Reason reason = ledger.event(DecisionMade.class).reasons().getFirst();
    assertThat(reason.code()).isEqualTo("CLOCK_SUSPECT");
    assertThat(ledger.state().head().now()).isEqualTo(before.now());
  }

  @ParameterizedTest
  @ValueSource(longs = {-60, 60})
  void bearsClocksThatDifferALittle(long seconds) {
    ledger
        .whenBrokerSays(ledger.now().plusSeconds(seconds), read)
        .then("IntentRecorded", "DecisionMade ALLOW");
  }

  @Test
  void decidesNothingWhileTheClockStandsBehindTheRecord() {
    ledger.after(Duration.ofMinutes(10)).given(Asked.intent(2, Risk.READ));
    ledger.after(Duration.ofMinutes(-5)).when(read).then("IntentRecorded", "DecisionMade DENY");

    assertThat(ledger.event(DecisionMade.class).reasons().getFirst().code())
        .isEqualTo("CLOCK_SUSPECT");
  }

  @Test
  void findsAGatewayThatLetsThroughWhatWeDeny() {
    ledger
        .when(Asked.reported(Asked.intent(1, Risk.WRITE), Verdict.ALLOW))
        .then("IntentRecorded", "DecisionMade DENY", "FindingRaised GATEWAY_LOOSER");
  }

  @Test
  void findsNothingInAGatewayThatIsAsStrict() {
    ledger
        .when(Asked.reported(Asked.intent(1, Risk.WRITE), Verdict.DENY))
        .then("IntentRecorded", "DecisionMade DENY");
    ledger
        .when(Asked.reported(Asked.intent(2, Risk.READ), Verdict.ALLOW))
        .then("IntentRecorded", "DecisionMade ALLOW");
  }

  @Test
  void asksAHumanWhenACheckWantsOne() {
    EngineScenario asking =
        EngineScenario.open(Asked.engineThat(new Check.Ask("GATE", "A human must look.", null)));
    asking.when(read).then("IntentRecorded", "DecisionMade ASK", "ApprovalRequested");
    asking.when(read).then("CommandRejected CALL_REPEATED, ASK stands");
    assertThat(asking.state().due(Instant.MAX, 9)).hasSize(1);
  }

  @Test
  void keepsARefusalThatFollowsAQuestion() {
    Check ask = check("ask", new Check.Ask("GATE", "A human must look.", null));
    Check refuse = check("refuse", new Check.Refuse("NO", "No.", null));
    Check pass = check("pass", new Check.Pass("YES", "Yes.", null));
    EngineScenario scenario =
        EngineScenario.open(new Engine(List.of(new Checks(1, List.of(ask, pass, refuse, pass)))));

    scenario.when(read).then("IntentRecorded", "DecisionMade DENY");

    assertThat(scenario.event(DecisionMade.class).reasons())
        .extracting(Reason::result)
        .containsExactly(
            CheckResult.ASKED, CheckResult.PASSED, CheckResult.FAILED, CheckResult.NOT_REACHED);
  }

  @Test
  void refusesALevelWithoutChecksBecauseItWouldAllowEverything() {
    assertThatThrownBy(() -> new Checks(1, List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least one check");
  }

  private static Check check(String name, Check.Finding finding) {
    return new Check() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public Finding examine(Question question, Draft draft) {
        return finding;
      }
    };
  }
}
