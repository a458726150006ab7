package io.countersign.approvals;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.approvals.whatif.Candidate;
import io.countersign.approvals.whatif.ChangeGroup;
import io.countersign.approvals.whatif.ChangedCall;
import io.countersign.approvals.whatif.PolicyReplay;
import io.countersign.approvals.whatif.ReplayRefused;
import io.countersign.approvals.whatif.ReplayReport;
import io.countersign.schemas.TenantPartition;
import io.countersign.schemas.call.OutcomeStatus;
import io.countersign.schemas.call.Reason;
import io.countersign.schemas.call.Risk;
import io.countersign.schemas.call.Verdict;
import io.countersign.schemas.command.Command;
import io.countersign.schemas.command.PublishPolicy;
import io.countersign.schemas.command.SetBudget;
import io.countersign.schemas.command.WithdrawPolicy;
import io.countersign.schemas.control.Budget;
import io.countersign.schemas.control.BudgetLimits;
import io.countersign.schemas.control.BudgetNode;
import io.countersign.schemas.control.BudgetWindow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a policy would have changed, told as stories. */
class PolicyReplayTest {
  private static final PublishPolicy NO_DEV = policy("desk", "environment: dev", "deny");
  private static final int RANDOM_COMMANDS = 1_500;

  private final EngineScenario scenario = EngineScenario.closed(new Engine());
  private final List<Delivery> log = new ArrayList<>();

  PolicyReplayTest() {
    given(Asked.open(1, Asked.SETTINGS));
    given(Asked.tool(Risk.READ));
    given(Asked.tool(Risk.WRITE));
  }

  private static PublishPolicy policy(String name, String match, String effect) {
    return new PublishPolicy(
        name,
        """
        policy: %s
        rules:
          - id: only-rule
            match: {server: crm, %s}
            effect: %s
        """
            .formatted(name, match, effect),
        "olga");
  }

  private void given(Command command) {
    scenario.after(Duration.ofSeconds(1)).given(command);
    log.add(new Delivery(scenario.lastCommand(), 0, scenario.now()));
  }

  private void reads(long n, String environment) {
    given(Asked.with(Asked.intent(n, Risk.READ), "environment", environment));
  }

  private ReplayReport replay(PublishPolicy policy, Instant since) throws ReplayRefused {
    return replay(log, new Candidate(EngineScenario.TENANT, policy, since), 0, 10);
  }

  private static ReplayReport replay(
      List<Delivery> log, Candidate candidate, int ledger, int examples) throws ReplayRefused {
    PolicyReplay replay = new PolicyReplay(new Engine(), candidate, ledger, examples);
    for (Delivery delivery : log) {
      replay.command(delivery);
    }
    return replay.report();
  }

  @Test
  void aStricterPolicyListsExactlyTheCallsThatWouldHaveChanged() throws ReplayRefused {
    reads(1, "prod");
    reads(2, "dev");
    reads(3, "prod");
    reads(4, "dev");
    given(Asked.intent(5, Risk.WRITE));

    ReplayReport report = replay(NO_DEV, Instant.EPOCH);

    assertThat(report.calls()).isEqualTo(5);
    assertThat(report.before())
        .isEqualTo(Map.of(Verdict.ALLOW, 4L, Verdict.DENY, 1L, Verdict.ASK, 0L));
    assertThat(report.after())
        .isEqualTo(Map.of(Verdict.ALLOW, 2L, Verdict.DENY, 3L, Verdict.ASK, 0L));
    assertThat(report.changed()).isEqualTo(2);
    assertThat(report.consequences()).isZero();
    assertThat(report.groups()).hasSize(1);
    ChangeGroup group = report.groups().getFirst();
    assertThat(group.key().server() + "/" + group.key().tool()).isEqualTo("crm/read");
    assertThat(List.of(group.key().from(), group.key().to()))
        .containsExactly(Verdict.ALLOW, Verdict.DENY);
    assertThat(group.key().code()).isEqualTo("POLICY_DENY");
    assertThat(group.key().reference()).contains("desk@sha256:").contains("only-rule");
    assertThat(group.examples())
        .extracting(ChangedCall::callId)
        .containsExactly(Asked.call(2), Asked.call(4));
    ChangedCall call = group.examples().getFirst();
    assertThat(call.environment()).isEqualTo("dev");
    assertThat(call.principal()).isEqualTo("ann@acme.example");
    assertThat(call.before()).extracting(Reason::code).doesNotContain("POLICY_DENY");
    assertThat(call.after()).extracting(Reason::code).contains("POLICY_DENY");
  }

  @Test
  void aLooserPolicyTellsWhatWouldNoLongerHaveRefused() throws ReplayRefused {
    given(NO_DEV);
    reads(1, "dev");

    ReplayReport report = replay(policy("desk", "environment: test", "deny"), Instant.EPOCH);

    assertThat(report.groups()).hasSize(1);
    ChangeGroup.Key key = report.groups().getFirst().key();
    assertThat(List.of(key.from(), key.to())).containsExactly(Verdict.DENY, Verdict.ALLOW);
    assertThat(key.code()).isEqualTo("POLICY_DENY");
  }

  @Test
  void thePolicyThatIsInForceChangesNothing() throws ReplayRefused {
    given(NO_DEV);
    Instant since = scenario.now().plusMillis(1);
    reads(1, "dev");
    reads(2, "prod");

    ReplayReport report = replay(NO_DEV, since);

    assertThat(report.inForce()).isTrue();
    assertThat(report.calls()).isEqualTo(2);
    assertThat(report.changed()).isZero();
    assertThat(report.groups()).isEmpty();
  }

  @Test
  void callsBeforeItBeginsAreNotLookedAt() throws ReplayRefused {
    reads(1, "dev");
    Instant since = scenario.now().plusMillis(1);
    reads(2, "dev");

    ReplayReport report = replay(NO_DEV, since);

    assertThat(report.calls()).isEqualTo(1);
    assertThat(report.commands()).isEqualTo(log.size());
    assertThat(report.groups().getFirst().examples())
        .extracting(ChangedCall::callId)
        .containsExactly(Asked.call(2));
  }

  @Test
  void aBeginningAfterTheEndLooksAtNothing() throws ReplayRefused {
    reads(1, "dev");

    assertThat(replay(NO_DEV, scenario.now().plusSeconds(1)).calls()).isZero();
  }

  @Test
  void marksWhatChangesOnlyBecauseABudgetHasMoreLeft() throws ReplayRefused {
    given(
        new SetBudget(
            new Budget(
                "two-a-day",
                BudgetNode.TENANT,
                BudgetWindow.DAY,
                new BudgetLimits(2L, null, null, null))));
    reads(1, "dev");
    reads(2, "prod");
    reads(3, "prod");
    scenario.then("IntentRecorded", "DecisionMade DENY");

    ReplayReport report = replay(NO_DEV, Instant.EPOCH);

    assertThat(report.changed()).isEqualTo(2);
    assertThat(report.consequences()).isEqualTo(1);
    ChangeGroup freed =
        report.groups().stream()
            .filter(group -> group.key().to() == Verdict.ALLOW)
            .findFirst()
            .orElseThrow();
    assertThat(freed.key().code()).isEqualTo("BUDGET_EXHAUSTED");
    assertThat(freed.consequences()).isEqualTo(1);
    assertThat(freed.examples())
        .singleElement()
        .satisfies(
            call -> {
              assertThat(call.callId()).isEqualTo(Asked.call(3));
              assertThat(call.consequence()).isTrue();
            });
  }

  @Test
  void theLaterFateOfItsNameIsNotItsOwn() throws ReplayRefused {
    given(policy("desk", "environment: test", "deny"));
    reads(1, "dev");
    given(new WithdrawPolicy("desk", "not needed"));
    reads(2, "dev");
    given(policy("other", "environment: dev", "deny"));
    reads(3, "dev");

    ReplayReport report = replay(NO_DEV, Instant.EPOCH);

    assertThat(report.groups().getFirst().examples())
        .extracting(ChangedCall::callId)
        .containsExactly(Asked.call(1), Asked.call(2));
  }

  @Test
  void outcomesAndRepeatsOfChangedCallsGoToBothRuns() throws ReplayRefused {
    reads(1, "dev");
    given(Asked.outcome(1, OutcomeStatus.SUCCEEDED));
    reads(1, "dev");
    given(Asked.cancel(1));
    reads(2, "prod");

    ReplayReport report = replay(NO_DEV, Instant.EPOCH);

    assertThat(report.calls()).isEqualTo(2);
    assertThat(report.changed()).isEqualTo(1);
  }

  @Test
  void keepsAsManyExamplesAsAreAskedFor() throws ReplayRefused {
    for (int n = 1; n <= 5; n++) {
      reads(n, "dev");
    }
    Candidate candidate = new Candidate(EngineScenario.TENANT, NO_DEV, Instant.EPOCH);

    ChangeGroup group = replay(log, candidate, 0, 2).groups().getFirst();

    assertThat(group.calls()).isEqualTo(5);
    assertThat(group.examples()).hasSize(2);
    assertThat(replay(log, candidate, 0, 0).groups().getFirst().examples()).isEmpty();
  }

  @Test
  void refusesAPolicyThatTheEngineWouldNotPublish() {
    PublishPolicy broken = new PublishPolicy("desk", "policy: desk\n", "olga");

    assertThatThrownBy(() -> replay(broken, Instant.EPOCH))
        .isInstanceOfSatisfying(
            ReplayRefused.class, refused -> assertThat(refused.code()).isEqualTo("POLICY_INVALID"))
        .hasMessageContaining("rules");
  }

  @Test
  void refusesAHistoryWithoutItsGenesis() {
    log.removeFirst();

    assertThatThrownBy(() -> replay(NO_DEV, Instant.EPOCH))
        .isInstanceOfSatisfying(
            ReplayRefused.class, refused -> assertThat(refused.code()).isEqualTo("HISTORY_EMPTY"));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void aPolicyThatMatchesNothingChangesNothingInAnyHistory(long seed) throws ReplayRefused {
    RandomCommands random = new RandomCommands(seed, RandomCommands.LEDGERS, Asked.SETTINGS);
    int ledger = TenantPartition.of(EngineScenario.TENANT, RandomCommands.LEDGERS);
    List<Delivery> history = new ArrayList<>();
    while (history.size() < RANDOM_COMMANDS) {
      Delivery delivery = random.next();
      if (delivery.ledger() == ledger) {
        history.add(delivery);
      }
    }
    Instant since = history.get(RANDOM_COMMANDS / 4).logTime();
    PublishPolicy idle = policy("idle", "environment: nowhere", "deny");

    ReplayReport report =
        replay(history, new Candidate(EngineScenario.TENANT, idle, since), ledger, 5);

    assertThat(report.calls()).as("seed %d", seed).isPositive();
    assertThat(report.groups()).as("seed %d", seed).isEmpty();
    assertThat(report.before()).isEqualTo(report.after());
  }

  @Test
  void aCopyOfTheStateGoesItsOwnWay() {
    reads(1, "prod");
    var copy = scenario.state().copy();
    assertThat(copy.snapshot()).isEqualTo(scenario.state().snapshot());
    List<Object> then = List.copyOf(copy.snapshot());
    String told = then.toString();

    reads(2, "prod");

    assertThat(copy.snapshot().toString()).isEqualTo(told);
    assertThat(copy.snapshot()).isNotEqualTo(scenario.state().snapshot());
  }
}
