package io.countersign.approvals;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.approvals.decision.Checks;
import io.countersign.approvals.decision.ClockCheck;
import io.countersign.schemas.TenantPartition;
import io.countersign.schemas.call.LedgerSettings;
import io.countersign.schemas.call.Risk;
import io.countersign.schemas.command.ActivateBehaviour;
import io.countersign.schemas.command.CommandEnvelope;
import io.countersign.schemas.command.Tick;
import io.countersign.schemas.event.CommandRejected;
import io.countersign.schemas.event.DecisionMade;
import io.countersign.testkit.Variations;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LedgerTest {
  private static final LedgerSettings LEVEL_2 =
      new LedgerSettings(2, 60_000, 900_000, 86_400_000, 1_000);

  private static Engine twoLevels() {
    return new Engine(List.of(Checks.levelOne(), new Checks(2, List.of(new ClockCheck()))));
  }

  @Test
  void recordsNothingBeforeTheGenesis() {
    EngineScenario ledger = EngineScenario.closed(new Engine());
    ledger.when(Asked.intent(1, Risk.READ)).then();
    ledger.when(new Tick()).then();
    ledger.whenUndecodable(ledger.now()).then();
    ledger
        .when(Asked.open(1, Asked.SETTINGS))
        .then("LedgerOpened")
        .thenOf(CommandEnvelope.PLATFORM);
    assertThat(ledger.last().getFirst().position()).isZero();
  }

  @Test
  void opensOnce() {
    EngineScenario.closed(new Engine())
        .given(Asked.open(1, Asked.SETTINGS))
        .when(Asked.open(1, Asked.SETTINGS))
        .then("CommandRejected LEDGER_OPEN");
  }

  @Test
  void doesNotOpenWhileTheClocksDisagree() {
    EngineScenario ledger = EngineScenario.closed(new Engine());
    ledger.whenBrokerSays(ledger.now().plusSeconds(61), Asked.open(1, Asked.SETTINGS)).then();
  }

  @Test
  void doesNotOpenForACustomer() {
    EngineScenario ledger = EngineScenario.closed(new Engine());
    CommandEnvelope open = ledger.next(Asked.open(1, Asked.SETTINGS), "g");
    ledger.when(Variations.withTenant(open, "acme")).then();
  }

  @Test
  void doesNotOpenALedgerBeyondThePartitions() {
    EngineScenario ledger = EngineScenario.closed(new Engine());
    CommandEnvelope open = ledger.next(Asked.open(1, Asked.SETTINGS), "g");
    assertThat(new Engine().handle(ledger.state(), new Delivery(open, 1, ledger.now()))).isEmpty();
  }

  @Test
  void stopsRatherThanOpenALedgerOfALevelThatItDoesNotKnow() {
    EngineScenario ledger = EngineScenario.closed(new Engine());
    assertThatThrownBy(() -> ledger.when(Asked.open(1, LEVEL_2)))
        .isInstanceOf(UnsupportedLevel.class)
        .hasMessageContaining("run a newer version");
  }

  @Test
  void stopsAtAnyCommandOfALevelThatItDoesNotKnow() {
    EngineScenario ledger = EngineScenario.open(twoLevels()).given(new ActivateBehaviour(2));
    for (var body : List.of(new Tick(), Asked.tool(Risk.READ), Asked.intent(1, Risk.READ))) {
      Delivery delivery = new Delivery(ledger.next(body, "g"), 0, ledger.now());
      assertThatThrownBy(() -> new Engine().handle(ledger.state(), delivery))
          .isInstanceOf(UnsupportedLevel.class);
    }
  }

  @Test
  void raisesTheBehaviourLevelForTheDecisionsThatFollow() {
    EngineScenario ledger = EngineScenario.open(twoLevels()).given(Asked.intent(1, Risk.WRITE));
    assertThat(ledger.event(DecisionMade.class).behaviourLevel()).isEqualTo(1);

    ledger.when(new ActivateBehaviour(2)).then("BehaviourActivated 2");

    ledger.when(Asked.intent(2, Risk.WRITE)).then("IntentRecorded", "DecisionMade ALLOW");
    assertThat(ledger.event(DecisionMade.class).behaviourLevel()).isEqualTo(2);
    ledger.when(new ActivateBehaviour(2)).then("CommandRejected BEHAVIOUR_ACTIVE");
    ledger.when(new ActivateBehaviour(1)).then("CommandRejected BEHAVIOUR_ACTIVE");
    ledger.when(new ActivateBehaviour(3)).then("CommandRejected BEHAVIOUR_UNSUPPORTED");
  }

  @Test
  void refusesATenantInTheWrongLedger() {
    EngineScenario ledger =
        EngineScenario.closed(new Engine()).given(Asked.open(7, Asked.SETTINGS));
    String stranger =
        List.of("a", "b", "c", "d", "e", "f", "g", "h").stream()
            .filter(tenant -> TenantPartition.of(tenant, 7) != 0)
            .findFirst()
            .orElseThrow();
    CommandEnvelope command = ledger.next(Asked.intent(1, Risk.READ), "g");
    ledger
        .when(Variations.withTenant(command, stranger))
        .then("CommandRejected MISROUTED")
        .thenOf(CommandEnvelope.PLATFORM);
    assertThat(ledger.last().getFirst().callId()).isNull();
  }

  @Test
  void keepsThePlatformsTenantForThePlatform() {
    EngineScenario ledger = EngineScenario.open();
    CommandEnvelope intent = ledger.next(Asked.intent(1, Risk.READ), "g");
    ledger
        .when(Variations.withTenant(intent, CommandEnvelope.PLATFORM))
        .then("CommandRejected TENANT_RESERVED");
    for (var body : List.of(new Tick(), new ActivateBehaviour(2), Asked.open(1, Asked.SETTINGS))) {
      ledger
          .when(Variations.withTenant(ledger.next(body, "g"), "acme"))
          .then("CommandRejected TENANT_RESERVED")
          .thenOf(CommandEnvelope.PLATFORM);
    }
  }

  @Test
  void recordsWhatFallsDueInBatches() {
    EngineScenario ledger = EngineScenario.open();
    for (int n = 1; n <= 2 * LedgerHandler.MOST_DUE + 50; n++) {
      ledger.given(Asked.intent(n, Risk.READ));
    }
    ledger.when(new Tick()).then();
    ledger.after(Duration.ofMinutes(15));
    assertThat(ledger.when(new Tick()).last()).hasSize(LedgerHandler.MOST_DUE);
    assertThat(ledger.when(new Tick()).last()).hasSize(LedgerHandler.MOST_DUE);
    assertThat(ledger.when(new Tick()).last()).hasSize(50).allMatch(e -> "acme".equals(e.tenant()));
    ledger.when(new Tick()).then();
    assertThat(ledger.state().due(Instant.MAX, 1)).isEmpty();
  }

  @Test
  void recordsWhatFallsDueAtItsVeryInstant() {
    EngineScenario ledger = EngineScenario.open().given(Asked.intent(1, Risk.READ));
    ledger.after(Duration.ofMinutes(15).minusMillis(1)).when(new Tick()).then();
    ledger.after(Duration.ofMillis(1)).when(new Tick()).then("OutcomeOverdue");
  }

  @ParameterizedTest
  @ValueSource(longs = {61, 60 * 60 * 24 * 365})
  void takesNoTimeFromARecordThatIsNoCommand(long seconds) {
    EngineScenario ledger = EngineScenario.open();
    Instant before = ledger.state().head().now();

    ledger.whenUndecodable(ledger.now().plusSeconds(seconds)).then("CommandFailed UNDECODABLE");

    assertThat(ledger.state().head().now()).isEqualTo(before);
    ledger.when(Asked.intent(1, Risk.READ)).then("IntentRecorded", "DecisionMade ALLOW");
  }

  @Test
  void takesNoTimeFromAFailedCommandWhileTheClocksDisagree() {
    EngineScenario ledger = EngineScenario.open();
    Instant before = ledger.state().head().now();
    CommandEnvelope command = ledger.next(Asked.intent(1, Risk.READ), "g");
    CommandEnvelope early =
        Variations.with(command, "issuedAt", ledger.now().minus(Duration.ofDays(1)));

    ledger.after(Duration.ofSeconds(1)).whenFailed(early, "HANDLER_FAILED");

    assertThat(ledger.state().head().now()).isEqualTo(before);
  }

  @Test
  void answersARepeatOfAFailedCommandWithItsFailure() {
    EngineScenario ledger = EngineScenario.open();
    CommandEnvelope command = ledger.next(Asked.intent(1, Risk.READ), "g");
    ledger
        .whenFailed(command, "HANDLER_FAILED")
        .then("CommandFailed HANDLER_FAILED")
        .thenOf("acme")
        .when(command)
        .then("CommandRejected HANDLER_FAILED");
    assertThat(ledger.event(CommandRejected.class).standing()).isNull();
  }

  @Test
  void putsTheFailureOfAStrangersCommandUnderThePlatform() {
    EngineScenario ledger =
        EngineScenario.closed(new Engine()).given(Asked.open(7, Asked.SETTINGS));
    CommandEnvelope command = ledger.next(Asked.intent(1, Risk.READ), "g");
    int right = TenantPartition.of(command.tenant(), 7);
    CommandEnvelope stranger = right == 0 ? Variations.withTenant(command, "acme-2") : command;
    assertThat(TenantPartition.of(stranger.tenant(), 7)).isNotZero();
    ledger.whenFailed(stranger, "QUARANTINED").thenOf(CommandEnvelope.PLATFORM);
  }
}
