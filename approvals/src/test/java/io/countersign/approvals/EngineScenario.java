package io.countersign.approvals;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.approvals.state.MemoryState;
import io.countersign.schemas.call.EvidenceGrade;
import io.countersign.schemas.call.LedgerSettings;
import io.countersign.schemas.call.Risk;
import io.countersign.schemas.call.Source;
import io.countersign.schemas.command.ActivateBehaviour;
import io.countersign.schemas.command.Command;
import io.countersign.schemas.command.CommandEnvelope;
import io.countersign.schemas.command.OpenLedger;
import io.countersign.schemas.command.Tick;
import io.countersign.schemas.event.Event;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.testkit.Samples;
import io.countersign.testkit.Story;
import io.countersign.testkit.Variations;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Given commands, when a command, then events. One ledger on the heap with a clock and ids of its
 * own; the log is told as a story when an expectation fails.
 */
final class EngineScenario {
  /** Tenant of a scenario's commands. */
  static final String TENANT = "acme";

  /** Gateway of a scenario's commands. */
  static final String GATEWAY = "gateway-1";

  private final Engine engine;
  private final MemoryState state = new MemoryState();
  private final List<EventEnvelope> log = new ArrayList<>();
  private final List<Delivery> deliveries = new ArrayList<>();
  private List<EventEnvelope> last = List.of();
  private CommandEnvelope lastCommand =
      envelope(CommandEnvelope.PLATFORM, GATEWAY, 0, Samples.START, new Tick());
  private Instant now = Samples.START.plusMillis(1_000);
  private long commands;

  private EngineScenario(Engine engine) {
    this.engine = engine;
  }

  /** An open ledger whose tenant has a READ, a WRITE and a DESTRUCTIVE tool. */
  static EngineScenario open() {
    return open(new Engine());
  }

  static EngineScenario open(Engine engine) {
    return open(engine, Asked.SETTINGS);
  }

  static EngineScenario open(Engine engine, LedgerSettings settings) {
    EngineScenario scenario = closed(engine).given(Asked.open(1, settings));
    for (Risk risk : Risk.values()) {
      scenario.given(Asked.tool(risk));
    }
    return scenario;
  }

  /** A ledger without a genesis. */
  static EngineScenario closed(Engine engine) {
    return new EngineScenario(engine);
  }

  /** Lets time pass. */
  EngineScenario after(Duration duration) {
    now = now.plus(duration);
    return this;
  }

  /** A command of the scenario's tenant by its gateway, now. */
  EngineScenario given(Command body) {
    return send(next(body, GATEWAY), now);
  }

  /** The same as {@link #given}, said where it matters. */
  EngineScenario when(Command body) {
    return given(body);
  }

  /** A command about all tenants. */
  EngineScenario givenForAll(Command body) {
    return send(Variations.withTenant(next(body, GATEWAY), CommandEnvelope.PLATFORM), now);
  }

  /** An event that the engine did not decide here: as another build may have recorded it. */
  EngineScenario recorded(Event body) {
    CommandEnvelope command = next(new Tick(), GATEWAY);
    Recorder recorder = new Recorder(state, state.head(), now, command);
    recorder.record(TENANT, null, null, body);
    last = recorder.events();
    return apply(command);
  }

  /** A command that another gateway brings. */
  EngineScenario whenBy(String gateway, Command body) {
    return send(next(body, gateway), now);
  }

  /** This very command, whatever it is. */
  EngineScenario when(CommandEnvelope command) {
    return send(command, now);
  }

  /** The last command once more, with the same id. */
  EngineScenario whenRepeated() {
    return send(lastCommand, now);
  }

  /** A command that the broker dates otherwise than its sender. */
  EngineScenario whenBrokerSays(Instant logTime, Command body) {
    return send(next(body, GATEWAY), logTime);
  }

  /** Any command at a log time. */
  EngineScenario send(CommandEnvelope command, Instant logTime) {
    List<Object> before = state.snapshot();
    Delivery delivery = new Delivery(command, 0, logTime);
    deliveries.add(delivery);
    last = engine.handle(state, delivery);
    assertThat(state.snapshot()).as("handling changes no state").isEqualTo(before);
    return apply(command);
  }

  /** What stands in place of a command that could not be handled. */
  EngineScenario whenFailed(CommandEnvelope command, String failure) {
    last = engine.failed(state, 0, now, Asked.digest("record"), command, failure, "Expected it.");
    return apply(command);
  }

  /** What stands in place of a record that is no command, at a log time. */
  EngineScenario whenUndecodable(Instant logTime) {
    last = engine.failed(state, 0, logTime, Asked.digest("record"), null, "UNDECODABLE", "No.");
    return apply(lastCommand);
  }

  private EngineScenario apply(CommandEnvelope command) {
    lastCommand = command;
    for (EventEnvelope event : last) {
      Fold.apply(state, event);
      log.add(event);
    }
    return this;
  }

  /** The next command of the scenario's tenant, or of the platform. */
  CommandEnvelope next(Command body, String gateway) {
    boolean platform =
        body instanceof OpenLedger || body instanceof Tick || body instanceof ActivateBehaviour;
    String tenant = platform ? CommandEnvelope.PLATFORM : TENANT;
    return envelope(tenant, gateway, ++commands, now, body);
  }

  private static CommandEnvelope envelope(
      String tenant, String gateway, long n, Instant now, Command body) {
    UUID id = new UUID(now.toEpochMilli() << 16 | 0x7000 | 0xabc, 0x8000_0000_0000_0000L | n);
    return new CommandEnvelope(
        id,
        tenant,
        now,
        null,
        new Source(gateway, EvidenceGrade.ENFORCED),
        null,
        Samples.salt(n),
        body);
  }

  /** The last command gave these events, as {@link Told} tells them, and no others. */
  EngineScenario then(String... told) {
    assertThat(last.stream().map(e -> Told.of(e.body())).toList())
        .as(() -> "events of the last command in\n" + Story.of(log))
        .containsExactly(told);
    return this;
  }

  /** The last events have this tenant. */
  EngineScenario thenOf(String tenant) {
    assertThat(last).as(() -> Story.of(log)).allMatch(e -> e.tenant().equals(tenant));
    return this;
  }

  /** The only event of a type that the last command gave. */
  <E extends Event> E event(Class<E> type) {
    return last.stream()
        .map(EventEnvelope::body)
        .filter(type::isInstance)
        .map(type::cast)
        .findFirst()
        .orElseThrow(() -> new AssertionError("Expected " + type + " in\n" + Story.of(log)));
  }

  List<EventEnvelope> last() {
    return last;
  }

  List<EventEnvelope> log() {
    return log;
  }

  /** Every command that was handled, as it stood in the log. */
  List<Delivery> deliveries() {
    return deliveries;
  }

  MemoryState state() {
    return state;
  }

  Instant now() {
    return now;
  }

  UUID lastCommandId() {
    return lastCommand.commandId();
  }

  CommandEnvelope lastCommand() {
    return lastCommand;
  }
}
