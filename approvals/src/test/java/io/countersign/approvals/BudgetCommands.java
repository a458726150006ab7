package io.countersign.approvals;

import io.countersign.schemas.call.Agent;
import io.countersign.schemas.call.Amounts;
import io.countersign.schemas.call.Client;
import io.countersign.schemas.call.EvidenceGrade;
import io.countersign.schemas.call.LedgerSettings;
import io.countersign.schemas.call.OutcomeStatus;
import io.countersign.schemas.call.Principal;
import io.countersign.schemas.call.Risk;
import io.countersign.schemas.call.Source;
import io.countersign.schemas.command.AbandonCall;
import io.countersign.schemas.command.CancelCall;
import io.countersign.schemas.command.Command;
import io.countersign.schemas.command.CommandEnvelope;
import io.countersign.schemas.command.RecordIntent;
import io.countersign.schemas.command.RecordOutcome;
import io.countersign.schemas.command.RemoveBudget;
import io.countersign.schemas.command.RemoveLimit;
import io.countersign.schemas.command.SetBudget;
import io.countersign.schemas.command.SetLimit;
import io.countersign.schemas.command.Tick;
import io.countersign.schemas.control.Budget;
import io.countersign.schemas.control.BudgetLimits;
import io.countersign.schemas.control.BudgetNode;
import io.countersign.schemas.control.BudgetWindow;
import io.countersign.schemas.control.CountedBy;
import io.countersign.schemas.control.Rate;
import io.countersign.schemas.control.ToolLimits;
import io.countersign.schemas.control.UsageLimit;
import io.countersign.testkit.Samples;
import io.countersign.testkit.Variations;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A log of commands from a seed that drives budgets and limits as hard as it can: calls that are
 * repeated, lost, late, given up and contradicted, figures near the end of what a long holds, and
 * controls and calendars that change in between. Goes on for some two months, over a change of the
 * clocks.
 */
public final class BudgetCommands {
  static final LedgerSettings SETTINGS =
      new LedgerSettings(1, 60_000, 300_000, Duration.ofDays(3).toMillis(), 1_000_000);

  private static final int RECENT = 24;
  private static final List<String> TENANTS = List.of("acme", "bank");
  private static final List<String> GROUPS = List.of("desk", "leads", "desk");
  private static final List<String> ZONES =
      List.of("UTC", "Europe/Berlin", "Australia/Lord_Howe", "America/St_Johns", "Asia/Kolkata");
  private static final List<Instant> STARTS =
      List.of(Instant.parse("2026-10-01T12:00:00Z"), Instant.parse("2026-03-01T12:00:00Z"));

  private final Random random;
  private final Deque<CommandEnvelope> first = new ArrayDeque<>();
  private final List<CommandEnvelope> recent = new ArrayList<>();
  private final List<CommandEnvelope> asked = new ArrayList<>();
  private Instant now;
  private long drawn;

  public BudgetCommands(long seed) {
    this.random = new Random(seed);
    this.now = STARTS.get(random.nextInt(STARTS.size()));
    first.add(envelope(CommandEnvelope.PLATFORM, Asked.open(1, SETTINGS)));
    for (String tenant : TENANTS) {
      for (Risk risk : Risk.values()) {
        first.add(envelope(tenant, Asked.tool(risk)));
      }
      for (int i = 0; i < 4; i++) {
        first.add(envelope(tenant, new SetBudget(budget())));
      }
    }
  }

  /** The next command in the log. */
  public Delivery next() {
    if (!first.isEmpty()) {
      return delivery(first.poll());
    }
    now = now.plus(step());
    CommandEnvelope command =
        switch (random.nextInt(20)) {
          case 0 ->
              recent.isEmpty() ? aboutTenant() : Variations.with(any(recent), "issuedAt", now);
          case 1, 2 -> envelope(CommandEnvelope.PLATFORM, new Tick());
          default -> aboutTenant();
        };
    keep(recent, command);
    if (random.nextInt(100) == 0) {
      return new Delivery(command, 0, now.plusSeconds(random.nextInt(-600, 600)));
    }
    return delivery(command);
  }

  /** Ticks until every outcome that is still expected is overdue. */
  Delivery tickLater() {
    now = now.plusSeconds(600);
    return delivery(envelope(CommandEnvelope.PLATFORM, new Tick()));
  }

  private Delivery delivery(CommandEnvelope command) {
    return new Delivery(command, 0, now);
  }

  /** Mostly seconds, so that windows fill; now and then hours, so that they turn. */
  private Duration step() {
    int chance = random.nextInt(200);
    if (chance < 160) {
      return Duration.ofMillis(random.nextInt(1_500));
    }
    if (chance < 192) {
      return Duration.ofMillis(random.nextInt(60_000));
    }
    return chance < 198
        ? Duration.ofSeconds(random.nextInt(2_400))
        : Duration.ofMinutes(random.nextInt(1_800));
  }

  private CommandEnvelope aboutTenant() {
    String tenant = any(TENANTS);
    CommandEnvelope earlier = asked.isEmpty() ? null : any(asked);
    int chance = random.nextInt(100);
    if (earlier == null || chance < 45) {
      return kept(envelope(tenant, intent(id(now))));
    }
    RecordIntent intent = (RecordIntent) earlier.body();
    if (chance < 50) {
      return kept(envelope(earlier.tenant(), intent));
    }
    if (chance < 52) {
      return kept(envelope(earlier.tenant(), intent(intent.callId())));
    }
    if (chance < 82) {
      return by(earlier, outcome(intent));
    }
    if (chance < 85) {
      return by(earlier, new CancelCall(intent.callId(), ""));
    }
    if (chance < 91) {
      return by(earlier, new AbandonCall(intent.callId(), earlier.commandId()));
    }
    return envelope(tenant, control());
  }

  private CommandEnvelope kept(CommandEnvelope command) {
    keep(asked, command);
    return command;
  }

  private Command control() {
    return switch (random.nextInt(12)) {
      case 0, 1, 2, 3 -> new SetBudget(budget());
      case 4 -> new RemoveBudget("b" + random.nextInt(6), "");
      case 5, 6, 7 -> new SetLimit(limit());
      case 8, 9 -> new RemoveLimit("l" + random.nextInt(4), "");
      case 10 -> Budgeted.zone(any(ZONES));
      default -> Asked.tool(any(List.of(Risk.values())), "limits", toolLimits());
    };
  }

  private RecordIntent intent(UUID callId) {
    String tool = any(List.of("read", "read", "write", "destructive"));
    RecordIntent intent = Variations.with(Asked.intent(1, tool), "callId", callId);
    intent = Asked.with(intent, "actor", actor(intent));
    intent = Asked.with(intent, "bound", bound());
    return random.nextInt(4) == 0 ? Asked.with(intent, "environment", "dev") : intent;
  }

  private Object actor(RecordIntent intent) {
    List<String> groups = GROUPS.subList(random.nextInt(2), 1 + random.nextInt(3));
    if (random.nextInt(50) == 0) {
      return Variations.with(intent.actor(), "agent", null);
    }
    return Variations.with(
        Variations.with(
            Variations.with(
                intent.actor(),
                "principal",
                new Principal(any(List.of("ann", "bob", "c/m")), null, List.copyOf(groups))),
            "agent",
            new Agent(any(List.of("bot", "cat")), null)),
        "client",
        new Client(any(List.of("chat", "mail")), null));
  }

  private Amounts bound() {
    return switch (random.nextInt(30)) {
      case 0, 1 -> new Amounts(0, 0, 0, 0);
      case 2 -> new Amounts(1, 0, huge(), 0);
      case 3 -> new Amounts(1, huge(), 0, huge());
      default ->
          new Amounts(
              random.nextInt(3), random.nextInt(5), random.nextInt(100), random.nextInt(1_000));
    };
  }

  private long huge() {
    return Long.MAX_VALUE / (1 + random.nextInt(3)) - random.nextInt(3);
  }

  private RecordOutcome outcome(RecordIntent intent) {
    OutcomeStatus status = any(List.of(OutcomeStatus.values()));
    Amounts bound = intent.bound();
    Amounts usage =
        switch (random.nextInt(20)) {
          case 0 -> bound();
          case 1 -> new Amounts(bound.calls() + random.nextInt(2), 0, random.nextInt(200), 0);
          case 2 -> new Amounts(0, 0, 0, 0);
          case 3, 4, 5 -> bound;
          default ->
              new Amounts(
                  random.nextInt(2),
                  random.nextLong(bound.downstreamCalls() / 2 + 1),
                  random.nextLong(bound.tokens() / 2 + 1),
                  random.nextLong(bound.moneyMicros() / 2 + 1));
        };
    return Variations.with(Budgeted.used(1, status, usage), "callId", intent.callId());
  }

  private Budget budget() {
    BudgetNode node =
        switch (random.nextInt(7)) {
          case 0 -> BudgetNode.TENANT;
          case 1 -> new BudgetNode("*", null, null, null, null);
          case 2 -> new BudgetNode(null, "*", null, null, null);
          case 3 -> new BudgetNode(null, "ann", "*", null, null);
          case 4 -> new BudgetNode("*", "*", null, "crm", "*");
          case 5 -> new BudgetNode("desk", null, null, "*", null);
          default -> new BudgetNode(null, null, "bot", "crm", "read");
        };
    return new Budget(
        "b" + random.nextInt(6), node, any(List.of(BudgetWindow.values())), budgetLimits());
  }

  private BudgetLimits budgetLimits() {
    return switch (random.nextInt(4)) {
      case 0 -> new BudgetLimits((long) random.nextInt(60), null, null, null);
      case 1 -> new BudgetLimits(null, 1L + random.nextInt(200), null, some(40_000));
      case 2 -> new BudgetLimits(some(80), null, 1_000L + random.nextInt(9_000), null);
      default -> new BudgetLimits(some(100), some(300), some(20_000), 1_000_000_000_000_000L);
    };
  }

  private @Nullable Long some(int most) {
    return random.nextInt(3) == 0 ? null : (Long) (long) random.nextInt(most);
  }

  private UsageLimit limit() {
    return new UsageLimit(
        "l" + random.nextInt(4),
        any(List.of(CountedBy.values())),
        random.nextInt(4) == 0 ? "dev" : null,
        random.nextInt(3) == 0 ? "crm" : null,
        null,
        random.nextInt(4) == 0 ? "ann" : null,
        random.nextInt(4) == 0 ? "bot" : null,
        random.nextBoolean() ? rate() : null,
        1 + random.nextInt(8));
  }

  private Rate rate() {
    return new Rate(
        1 + random.nextInt(random.nextBoolean() ? 7 : 97),
        1 + random.nextInt(60_000),
        1 + random.nextInt(6));
  }

  private ToolLimits toolLimits() {
    return new ToolLimits(
        random.nextBoolean() ? rate() : null,
        random.nextInt(3) == 0 ? 0 : 2 + random.nextInt(10),
        0,
        0,
        random.nextBoolean() ? null : new Amounts(random.nextInt(3), 0, 0, random.nextInt(500)));
  }

  /** A command of the gateway that asked, or seldom of another. */
  private CommandEnvelope by(CommandEnvelope earlier, Command body) {
    CommandEnvelope command = envelope(earlier.tenant(), body);
    return random.nextInt(8) == 0 ? command : Variations.with(command, "source", earlier.source());
  }

  private CommandEnvelope envelope(String tenant, Command body) {
    return new CommandEnvelope(
        id(now),
        tenant,
        now,
        null,
        new Source("gateway-" + random.nextInt(2), EvidenceGrade.ENFORCED),
        null,
        Samples.salt(drawn),
        body);
  }

  private UUID id(Instant time) {
    return new UUID(time.toEpochMilli() << 16 | 0x7000 | 0xb0d, 0x8000_0000_0000_0000L | ++drawn);
  }

  private <T> T any(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  private void keep(List<CommandEnvelope> list, CommandEnvelope value) {
    if (list.size() < RECENT) {
      list.add(value);
    } else {
      list.set(random.nextInt(RECENT), value);
    }
  }
}
