package io.countersign.approvals;

import io.countersign.schemas.TenantPartition;
import io.countersign.schemas.call.Actor;
import io.countersign.schemas.call.EvidenceGrade;
import io.countersign.schemas.call.LedgerSettings;
import io.countersign.schemas.call.OutcomeStatus;
import io.countersign.schemas.call.Risk;
import io.countersign.schemas.call.Source;
import io.countersign.schemas.call.ToolReference;
import io.countersign.schemas.call.Verdict;
import io.countersign.schemas.command.AbandonCall;
import io.countersign.schemas.command.ActivateBehaviour;
import io.countersign.schemas.command.CancelCall;
import io.countersign.schemas.command.Command;
import io.countersign.schemas.command.CommandEnvelope;
import io.countersign.schemas.command.EngageBrake;
import io.countersign.schemas.command.RecordIntent;
import io.countersign.schemas.command.RecordOutcome;
import io.countersign.schemas.command.RegisterTool;
import io.countersign.schemas.command.ReleaseBrake;
import io.countersign.schemas.command.Tick;
import io.countersign.testkit.Samples;
import io.countersign.testkit.Variations;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/**
 * A log of commands from a seed: many tenants in several ledgers, calls in every stage, and
 * everything that a hostile or broken sender may do: repeats, used and impossible ids, foreign
 * calls, wrong ledgers, clocks that jump.
 */
public final class RandomCommands {
  /** Ledgers of every history. */
  public static final int LEDGERS = 3;

  private static final int RECENT = 16;
  private static final List<String> TENANTS =
      List.of("acme", "bank", "clinic", "dairy", "energy", "farm", "grid", "hotel");
  private static final List<String> TOOLS =
      List.of("read", "read", "read", "write", "destructive", "launch");

  private final Random random;
  private final Deque<Delivery> first = new ArrayDeque<>();
  private final List<Delivery> recent = new ArrayList<>();
  private final List<CommandEnvelope> asked = new ArrayList<>();
  private Instant brokerTime = Samples.START;

  /** Tenant of the call that the body drawn last is about. */
  private String about = TENANTS.getFirst();

  private long drawn;
  private final RandomControls controls;

  public RandomCommands(long seed, int ledgers, LedgerSettings settings) {
    this.random = new Random(seed);
    this.controls = new RandomControls(random);
    for (int ledger = 0; ledger < ledgers; ledger++) {
      first.add(
          new Delivery(
              envelope(CommandEnvelope.PLATFORM, Asked.open(ledgers, settings)),
              ledger,
              brokerTime));
    }
    for (String tenant : TENANTS) {
      for (Risk risk : Risk.values()) {
        first.add(delivery(envelope(tenant, Asked.tool(risk))));
      }
      first.add(delivery(envelope(tenant, controls.review())));
    }
  }

  /** The next command in the log. */
  public Delivery next() {
    Delivery next = first.isEmpty() ? draw() : first.poll();
    keep(recent, next);
    return next;
  }

  private Delivery draw() {
    brokerTime = brokerTime.plusMillis(random.nextInt(200));
    return switch (random.nextInt(40)) {
      case 0, 1, 2 -> again(any(recent));
      case 3 -> jump();
      case 4 -> misrouted();
      case 5, 6 -> tick();
      case 7 -> delivery(envelope(tenant(), platformBody()));
      case 8 -> delivery(envelope(CommandEnvelope.PLATFORM, body()));
      case 9 -> delivery(Variations.with(anything(), "commandId", badId()));
      case 10 -> delivery(Variations.withTenant(any(recent).command(), tenant()));
      case 11 -> emergency();
      default -> delivery(anything());
    };
  }

  /** Somebody stops a tenant while its gateways ask again for what was allowed a moment ago. */
  private Delivery emergency() {
    if (asked.isEmpty()) {
      return delivery(anything());
    }
    CommandEnvelope call = any(asked);
    EngageBrake brake = controls.everything(freshId());
    Delivery engaged = delivery(envelope(call.tenant(), brake));
    first.add(again(delivery(call)));
    first.add(delivery(envelope(call.tenant(), call.body())));
    first.add(
        delivery(
            envelope(
                call.tenant(), new ReleaseBrake(brake.brakeId(), "fixed", "bo@acme.example"))));
    return engaged;
  }

  /** A command of any kind, mostly by the tenant that it concerns. */
  private CommandEnvelope anything() {
    about = tenant();
    Command body = body();
    return envelope(random.nextInt(12) == 0 ? tenant() : about, body);
  }

  private Delivery again(Delivery delivery) {
    CommandEnvelope command = Variations.with(delivery.command(), "issuedAt", brokerTime);
    return new Delivery(command, delivery.ledger(), brokerTime);
  }

  /** The broker's clock is wrong for a command, or all clocks step. */
  private Delivery jump() {
    CommandEnvelope command = anything();
    long millis = random.nextLong(-200_000, 200_000);
    if (random.nextInt(4) == 0) {
      brokerTime = brokerTime.plusMillis(random.nextLong(-20_000, 30_000));
      return delivery(anything());
    }
    return new Delivery(command, ledgerOf(command.tenant()), brokerTime.plusMillis(millis));
  }

  private Delivery misrouted() {
    CommandEnvelope command = anything();
    return new Delivery(command, random.nextInt(LEDGERS), brokerTime);
  }

  private Delivery tick() {
    return new Delivery(
        envelope(CommandEnvelope.PLATFORM, random.nextInt(9) == 0 ? platformBody() : new Tick()),
        random.nextInt(LEDGERS),
        brokerTime);
  }

  private Command platformBody() {
    return switch (random.nextInt(8)) {
      case 4, 5 -> controls.brake(freshId());
      case 0 -> new ActivateBehaviour(1 + random.nextInt(3));
      case 1 -> Asked.open(LEDGERS, LedgerSettings.DEFAULT);
      default -> new Tick();
    };
  }

  private Command body() {
    return switch (random.nextInt(24)) {
      case 20, 21 -> controls.next(freshId());
      case 0, 1, 2, 3, 4, 5, 6, 7 -> intent();
      case 8 -> asked.isEmpty() ? intent() : askedIntent();
      case 9 -> tool();
      case 10 -> new CancelCall(callId(), "");
      case 11, 12 -> abandon();
      default -> outcome();
    };
  }

  private RecordIntent intent() {
    String tool = TOOLS.get(random.nextInt(TOOLS.size()));
    RecordIntent intent = Variations.with(Asked.intent(1, tool), "callId", freshId());
    intent =
        switch (random.nextInt(16)) {
          case 0 -> Asked.with(intent, "runId", null);
          case 1 -> Asked.with(intent, "environment", null);
          case 2 ->
              Asked.with(
                  intent, "actor", new Actor(null, intent.actor().principal(), null, List.of()));
          case 3 -> Asked.with(intent, "callId", random.nextBoolean() ? badId() : callId());
          case 4 -> Asked.reported(intent, random.nextBoolean() ? Verdict.ALLOW : Verdict.DENY);
          case 5 ->
              Asked.with(
                  intent,
                  "tool",
                  new ToolReference("crm", tool, random.nextBoolean() ? null : "0.9", null));
          case 6 -> Asked.with(intent, "actionDigest", Asked.digest("d" + random.nextInt(3)));
          default -> intent;
        };
    return intent;
  }

  private RecordIntent askedIntent() {
    CommandEnvelope command = any(asked);
    about = command.tenant();
    return (RecordIntent) command.body();
  }

  private RegisterTool tool() {
    Risk risk = Risk.values()[random.nextInt(3)];
    return random.nextBoolean()
        ? Asked.tool(risk)
        : Asked.tool(risk, "purpose", "p" + random.nextInt(3));
  }

  private AbandonCall abandon() {
    if (asked.isEmpty()) {
      return new AbandonCall(callId(), freshId());
    }
    CommandEnvelope command = any(asked);
    about = command.tenant();
    return new AbandonCall(((RecordIntent) command.body()).callId(), command.commandId());
  }

  private RecordOutcome outcome() {
    OutcomeStatus[] statuses = OutcomeStatus.values();
    RecordOutcome outcome =
        Asked.with(Asked.outcome(1, statuses[random.nextInt(statuses.length)]), "callId", callId());
    return random.nextInt(6) == 0
        ? Asked.with(outcome, "actionDigest", Asked.digest("d" + random.nextInt(3)))
        : outcome;
  }

  /** A call that was asked for lately, or one that nobody asked for. */
  private UUID callId() {
    return switch (asked.isEmpty() ? 9 : random.nextInt(10)) {
      case 8 -> badId();
      case 9 -> freshId();
      default -> askedIntent().callId();
    };
  }

  private CommandEnvelope envelope(String tenant, Command body) {
    CommandEnvelope command =
        new CommandEnvelope(
            freshId(),
            tenant,
            brokerTime.minusMillis(random.nextInt(2_000)),
            random.nextBoolean() ? brokerTime.minusSeconds(1) : null,
            new Source("gateway-" + random.nextInt(3), EvidenceGrade.ENFORCED),
            null,
            Samples.salt(drawn),
            body);
    if (body instanceof RecordIntent) {
      keep(asked, command);
    }
    return command;
  }

  private Delivery delivery(CommandEnvelope command) {
    return new Delivery(command, ledgerOf(command.tenant()), brokerTime);
  }

  private int ledgerOf(String tenant) {
    return TenantPartition.of(tenant, LEDGERS);
  }

  private String tenant() {
    return TENANTS.get(random.nextInt(TENANTS.size()));
  }

  /** An id of about now, sometimes a little ahead, never drawn before. */
  private UUID freshId() {
    long ahead = random.nextInt(12) == 0 ? random.nextInt(2_000) : -random.nextInt(3_000);
    return id(brokerTime.toEpochMilli() + ahead);
  }

  private UUID badId() {
    return switch (random.nextInt(4)) {
      case 0 -> new UUID(random.nextLong() & ~0xF000L, random.nextLong());
      case 1 -> id(brokerTime.toEpochMilli() + 86_400_000);
      case 2 -> id(brokerTime.toEpochMilli() - 86_400_000);
      default -> id(0xFFFF_FFFF_FFFFL);
    };
  }

  private UUID id(long millis) {
    return new UUID(millis << 16 | 0x7000 | 0x1d, 0x8000_0000_0000_0000L | ++drawn);
  }

  private <T> T any(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  private <T> void keep(List<T> list, T value) {
    if (list.size() < RECENT) {
      list.add(value);
    } else {
      list.set(random.nextInt(RECENT), value);
    }
  }
}
