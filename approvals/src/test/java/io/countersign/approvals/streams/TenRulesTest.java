package io.countersign.approvals.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.approvals.Asked;
import io.countersign.approvals.Delivery;
import io.countersign.approvals.Engine;
import io.countersign.approvals.Fold;
import io.countersign.approvals.Told;
import io.countersign.approvals.UnsupportedLevel;
import io.countersign.approvals.decision.Checks;
import io.countersign.approvals.decision.ClockCheck;
import io.countersign.approvals.state.MemoryState;
import io.countersign.schemas.TenantPartition;
import io.countersign.schemas.call.EvidenceGrade;
import io.countersign.schemas.call.LedgerSettings;
import io.countersign.schemas.call.OutcomeStatus;
import io.countersign.schemas.call.Risk;
import io.countersign.schemas.call.Source;
import io.countersign.schemas.command.ActivateBehaviour;
import io.countersign.schemas.command.Command;
import io.countersign.schemas.command.CommandEnvelope;
import io.countersign.schemas.command.OpenLedger;
import io.countersign.schemas.command.Tick;
import io.countersign.schemas.event.BehaviourActivated;
import io.countersign.schemas.event.CallAbandoned;
import io.countersign.schemas.event.DecisionMade;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.schemas.event.LedgerOpened;
import io.countersign.schemas.event.Unknown;
import io.countersign.testkit.Samples;
import io.countersign.testkit.Variations;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The ten rules that keep the record true, each named by its number, as far as they can be seen
 * without a cluster. Topic identity (1), who may write (2), membership (8) and controls for every
 * ledger (9) need real brokers and are tested where the servers are.
 */
class TenRulesTest {
  private static final int PARTITIONS = 7;

  @TempDir private Path directory;
  private final MemoryState state = new MemoryState();
  private Engine engine = new Engine();
  private int ledger = TenantPartition.of("acme", PARTITIONS);
  private Instant now = Samples.START.plusSeconds(1);
  private long drawn;

  private CommandEnvelope command(String tenant, String gateway, Command body) {
    now = now.plusMillis(1);
    return new CommandEnvelope(
        new UUID(now.toEpochMilli() << 16 | 0x7000, 0x8000_0000_0000_0000L | ++drawn),
        tenant,
        now,
        null,
        new Source(gateway, EvidenceGrade.ENFORCED),
        null,
        Samples.salt(drawn),
        body);
  }

  private List<EventEnvelope> handle(CommandEnvelope command) {
    List<EventEnvelope> events = engine.handle(state, new Delivery(command, ledger, now));
    events.forEach(event -> Fold.apply(state, event));
    return events;
  }

  private List<EventEnvelope> platform(Command body) {
    return handle(command(CommandEnvelope.PLATFORM, "engine", body));
  }

  private List<EventEnvelope> acme(Command body) {
    return handle(command("acme", "gateway-1", body));
  }

  private void open(LedgerSettings settings) {
    platform(Asked.open(PARTITIONS, settings));
    for (Risk risk : Risk.values()) {
      acme(Asked.tool(risk));
    }
  }

  private static List<String> told(List<EventEnvelope> events) {
    return events.stream().map(e -> Told.of(e.body())).toList();
  }

  @Test
  void rule1RefusesATenantInAWrongLedgerAndPinsWhereTheLedgerLives() {
    LedgerOpened genesis =
        (LedgerOpened) platform(Asked.open(PARTITIONS, Asked.SETTINGS)).getFirst().body();
    assertThat(genesis.clusterId()).isEqualTo("cluster");
    assertThat(genesis.commandsTopicId()).isEqualTo("commands-topic");
    assertThat(genesis.eventsTopicId()).isEqualTo("events-topic");
    assertThat(genesis.partitions()).isEqualTo(PARTITIONS);
    for (int n = 0; n < 50; n++) {
      String tenant = "tenant-" + n;
      List<EventEnvelope> events = handle(command(tenant, "gateway-1", Asked.intent(n, Risk.READ)));
      if (TenantPartition.of(tenant, PARTITIONS) == ledger) {
        assertThat(told(events)).containsExactly("IntentRecorded", "DecisionMade DENY");
      } else {
        assertThat(told(events)).containsExactly("CommandRejected MISROUTED");
      }
    }
  }

  @Test
  void rule3RecordsWhatCanNotBeHandledAndGoesOn() {
    CommandEnvelope open =
        command(CommandEnvelope.PLATFORM, "engine", Asked.open(1, Asked.SETTINGS));
    try (TopologyLedger ledgerZero = new TopologyLedger(engine, directory)) {
      ledgerZero.handle(open);
      byte[] nonsense = "nonsense".getBytes(StandardCharsets.UTF_8);
      assertThat(told(ledgerZero.handle(nonsense, now)))
          .containsExactly("CommandFailed UNDECODABLE");
      assertThat(ledgerZero.deadLetters()).hasSize(1);
      assertThat(told(ledgerZero.handle(command("acme", "g", Asked.tool(Risk.READ)))))
          .containsExactly("ToolRegistered READ");
    }
  }

  @Test
  void rule4GivesAtMost256EventsACommandAndGoesOnWithTheNextTick() {
    open(Asked.SETTINGS);
    IntStream.range(1, 701).forEach(n -> acme(Asked.intent(n, Risk.READ)));
    now = now.plus(Duration.ofMinutes(16));
    int due = 700;
    while (due > 0) {
      List<EventEnvelope> events = platform(new Tick());
      assertThat(events).hasSizeBetween(1, 256);
      due -= events.size();
    }
    assertThat(platform(new Tick())).isEmpty();
  }

  @Test
  void rule5ReleasesAnAllowWhoseAnswerNeverArrivedAndBindsOneToItsGateway() {
    engine = Asked.engineThatAllows();
    open(Asked.SETTINGS);
    CommandEnvelope intent = command("acme", "gateway-1", Asked.intent(1, Risk.WRITE));
    DecisionMade decision = (DecisionMade) handle(intent).getLast().body();
    assertThat(decision.gateway()).isEqualTo("gateway-1");
    assertThat(decision.validUntil()).isNotNull();
    assertThat(told(handle(command("acme", "gateway-2", Asked.intent(1, Risk.WRITE)))))
        .containsExactly("CommandRejected CALL_REPEATED, DENY stands as ALREADY_ALLOWED");

    List<EventEnvelope> abandoned = acme(Asked.abandon(1, intent.commandId()));

    assertThat(abandoned.getFirst().body())
        .isEqualTo(new CallAbandoned(Asked.call(1), intent.commandId()));
    assertThat(told(acme(Asked.outcome(1, OutcomeStatus.SUCCEEDED))))
        .containsExactly("OutcomeRecorded SUCCEEDED", "FindingRaised EXECUTED_AFTER_ABANDON");
  }

  @Test
  void rule6LetsALevelDecideOnlyFromItsActivationOn() {
    Engine older = new Engine();
    engine = new Engine(List.of(Checks.levelOne(), new Checks(2, List.of(new ClockCheck()))));
    open(Asked.SETTINGS);
    assertThat(told(acme(Asked.intent(1, Risk.WRITE)))).contains("DecisionMade DENY");
    assertThat(platform(new ActivateBehaviour(2)).getFirst().body())
        .isEqualTo(new BehaviourActivated(2, 1));
    assertThat(told(acme(Asked.intent(2, Risk.WRITE)))).contains("DecisionMade ALLOW");
    CommandEnvelope next = command("acme", "gateway-1", Asked.intent(3, Risk.READ));
    assertThatThrownBy(() -> older.handle(state, new Delivery(next, ledger, now)))
        .isInstanceOf(UnsupportedLevel.class);
  }

  @Test
  void rule7RemembersABoundedNumberAndRefusesTheIdsItMayHaveForgotten() {
    open(new LedgerSettings(1, 60_000, 900_000, 86_400_000, 50));
    List<CommandEnvelope> sent = new ArrayList<>();
    for (int n = 1; n <= 500; n++) {
      CommandEnvelope command = command("acme", "gateway-1", Asked.cancel(n));
      sent.add(command);
      handle(command);
      assertThat(state.head().remembered()).isLessThanOrEqualTo(50 + 16);
    }
    for (CommandEnvelope old : sent) {
      String told = told(handle(Variations.with(old, "issuedAt", now))).getFirst();
      boolean remembered = state.answered(old.commandId()) != null;
      assertThat(told)
          .isEqualTo(remembered ? "CommandRejected CALL_UNKNOWN" : "CommandRejected ID_TOO_OLD");
    }
    UUID early = new UUID(now.plusSeconds(301).toEpochMilli() << 16 | 0x7000, 1L << 63);
    CommandEnvelope future = command("acme", "gateway-1", Asked.cancel(1));
    assertThat(told(handle(Variations.with(future, "commandId", early))))
        .containsExactly("CommandRejected ID_IN_FUTURE");
  }

  @Test
  void rule9RecordsAControlOfThePlatformOncePerLedger() {
    engine = new Engine(List.of(Checks.levelOne(), new Checks(2, Checks.levelOne().checks())));
    platform(Asked.open(PARTITIONS, Asked.SETTINGS));
    CommandEnvelope control = command(CommandEnvelope.PLATFORM, "engine", new ActivateBehaviour(2));
    assertThat(told(handle(control))).containsExactly("BehaviourActivated 2");
    assertThat(told(handle(control))).containsExactly("CommandRejected BEHAVIOUR_ACTIVE");
  }

  @Test
  void rule10KnowsAnEventByLedgerGenerationAndPosition() {
    OpenLedger next =
        new OpenLedger(
            "other cluster", "c", "e", PARTITIONS, 2, "1/4711/sha256:00", Asked.SETTINGS);
    EventEnvelope genesis = platform(next).getFirst();
    assertThat(genesis.generation()).isEqualTo(2);
    assertThat(genesis.position()).isZero();
    assertThat(((LedgerOpened) genesis.body()).previousHead()).isEqualTo("1/4711/sha256:00");
    List<EventEnvelope> events = new ArrayList<>(acme(Asked.tool(Risk.READ)));
    events.addAll(acme(Asked.intent(1, Risk.READ)));
    assertThat(events).extracting(EventEnvelope::position).containsExactly(1L, 2L, 3L);
    assertThat(events).allMatch(e -> e.generation() == 2 && e.ledger() == ledger);
  }

  @Test
  void stopsAtAnEventThatItDoesNotKnow() {
    open(Asked.SETTINGS);
    EventEnvelope known = acme(Asked.cancel(1)).getFirst();
    EventEnvelope unknown =
        new EventEnvelope(
            known.eventId(),
            "VoteCast",
            "CS3000I",
            "acme",
            null,
            null,
            known.commandId(),
            ledger,
            1,
            known.position() + 1,
            known.tenantSequence() + 1,
            null,
            now,
            known.source(),
            null,
            known.salt(),
            new Unknown("VoteCast"));
    assertThatThrownBy(() -> Fold.apply(state, unknown))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("run a newer version");
    assertThatThrownBy(() -> Fold.apply(state, known))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("Expected the event at position");
  }
}
