package io.countersign.approvals;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.schemas.call.LedgerSettings;
import io.countersign.schemas.call.OutcomeStatus;
import io.countersign.schemas.call.Risk;
import io.countersign.schemas.command.Command;
import io.countersign.schemas.command.CommandEnvelope;
import io.countersign.schemas.event.CommandRejected;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.testkit.Samples;
import io.countersign.testkit.Variations;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class CommandIdTest {
  private final EngineScenario ledger = EngineScenario.open();

  private static CommandEnvelope withId(CommandEnvelope command, UUID id) {
    return Variations.with(command, "commandId", id);
  }

  private static UUID at(Instant time) {
    return new UUID(time.toEpochMilli() << 16 | 0x7000, 0x8000_0000_0000_0001L);
  }

  @Test
  void answersARepeatOfEveryKindOnce() {
    ledger.given(Asked.intent(1, Risk.READ));
    List<Command> bodies =
        List.of(
            Asked.intent(2, Risk.READ),
            Asked.outcome(1, OutcomeStatus.SUCCEEDED),
            Asked.outcome(9, OutcomeStatus.NOT_RUN),
            Asked.cancel(2),
            Asked.cancel(8),
            Asked.abandon(7, UUID.randomUUID()),
            Asked.tool(Risk.READ, "version", "2.0"),
            Asked.tool(Risk.WRITE));
    for (Command body : bodies) {
      ledger.given(body);
      var state = ledger.state().snapshot();
      ledger.whenRepeated();
      assertThat(ledger.last()).as(body.type()).hasSize(1);
      assertThat(ledger.event(CommandRejected.class).commandType()).isEqualTo(body.type());
      assertThat(ledger.state().snapshot().subList(2, 3))
          .as("the catalogue after a repeated %s", body.type())
          .isEqualTo(state.subList(2, 3));
    }
    assertThat(ledger.log()).extracting(EventEnvelope::eventId).doesNotHaveDuplicates();
  }

  @Test
  void refusesIdsThatCarryNoTime() {
    CommandEnvelope command = ledger.next(Asked.intent(1, Risk.READ), "g");
    ledger.when(withId(command, new UUID(1, 2))).then("CommandRejected ID_INVALID");
    ledger
        .when(withId(command, new UUID(command.commandId().getMostSignificantBits(), 1)))
        .then("CommandRejected ID_INVALID");
  }

  @Test
  void refusesIdsOlderThanItsMemory() {
    CommandEnvelope command = ledger.next(Asked.intent(1, Risk.READ), "g");
    var oldest = ledger.now().minus(Duration.ofHours(24));
    ledger.when(withId(command, at(oldest.minusMillis(1)))).then("CommandRejected ID_TOO_OLD");
    ledger.when(withId(command, at(oldest))).then("IntentRecorded", "DecisionMade ALLOW");
  }

  @Test
  void refusesIdsFromTheFutureUntilTheirTimeComes() {
    CommandEnvelope command = ledger.next(Asked.intent(1, Risk.READ), "g");
    CommandEnvelope early = withId(command, at(ledger.now().plusMillis(5 * 60_000 + 1)));
    ledger.when(early).then("CommandRejected ID_IN_FUTURE");
    CommandEnvelope later = Variations.with(early, "issuedAt", early.issuedAt().plusMillis(1));
    ledger.after(Duration.ofMillis(1)).when(later).then("IntentRecorded", "DecisionMade ALLOW");
  }

  @Test
  void refusesCallIdsThatCanNotBeTrusted() {
    ledger
        .when(Asked.with(Asked.intent(1, Risk.READ), "callId", new UUID(1, 2)))
        .then("CommandRejected ID_INVALID")
        .when(Asked.with(Asked.intent(1, Risk.READ), "callId", Samples.callId(86_400_000)))
        .then("CommandRejected ID_IN_FUTURE")
        .after(Duration.ofHours(25))
        .when(Asked.intent(1, Risk.READ))
        .then("CommandRejected ID_TOO_OLD");
  }

  @Test
  void tellsAnotherTenantNothingAboutACommandId() {
    ledger.given(Asked.tool(Risk.READ)).given(Asked.intent(1, Risk.READ));
    CommandEnvelope stolen = Variations.withTenant(ledger.lastCommand(), "other");

    ledger.when(stolen).then("CommandRejected COMMAND_ID_TAKEN").thenOf("other");

    assertThat(ledger.last().getFirst().callId()).isNull();
    assertThat(ledger.last().getFirst().runId()).isNull();
    ledger
        .when(Variations.withTenant(ledger.lastCommand(), EngineScenario.TENANT))
        .then("CommandRejected DUPLICATE_COMMAND, ALLOW stands");
  }

  @Test
  void forgetsTheOldestFirstAndRefusesTheirIdsFromThenOn() {
    LedgerSettings small = new LedgerSettings(1, 60_000, 900_000, 86_400_000, 20);
    EngineScenario scenario = EngineScenario.open(new Engine(), small);
    scenario.given(Asked.intent(1_000, Risk.WRITE));
    CommandEnvelope first = scenario.lastCommand();
    for (int n = 1; n < 40; n++) {
      scenario.after(Duration.ofMillis(1)).given(Asked.intent(1_000 + n, Risk.WRITE));
    }
    CommandEnvelope last = scenario.lastCommand();
    assertThat(scenario.state().call("acme", Asked.call(1_000))).isNull();

    scenario.when(first).then("CommandRejected ID_TOO_OLD");
    scenario.when(Asked.intent(1_000, Risk.WRITE)).then("CommandRejected ID_TOO_OLD");
    scenario.when(last).then("CommandRejected DUPLICATE_COMMAND, DENY stands");
    assertThat(scenario.state().head().remembered()).isLessThanOrEqualTo(20 + 16);
  }

  @Test
  void doesNotForgetACallThatWasAskedAnewAndIsOpen() {
    LedgerSettings small = new LedgerSettings(1, 60_000, 900_000, 86_400_000, 4);
    EngineScenario scenario = EngineScenario.open(new Engine(), small);
    scenario.given(Asked.intent(1_000, Risk.READ));
    scenario
        .given(Asked.abandon(1_000, scenario.lastCommandId()))
        .given(Asked.intent(1_000, Risk.READ));
    for (int n = 1; n < 40; n++) {
      scenario.after(Duration.ofMillis(1)).given(Asked.intent(1_000 + n, Risk.WRITE));
    }

    assertThat(scenario.state().call("acme", Asked.call(1_000))).isNotNull();
    scenario.when(Asked.outcome(1_000, OutcomeStatus.SUCCEEDED)).then("OutcomeRecorded SUCCEEDED");
  }
}
