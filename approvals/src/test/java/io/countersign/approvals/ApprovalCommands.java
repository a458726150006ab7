package io.countersign.approvals;

import io.countersign.schemas.approval.Approver;
import io.countersign.schemas.approval.Ballot;
import io.countersign.schemas.approval.GrantMode;
import io.countersign.schemas.approval.NoticeKind;
import io.countersign.schemas.approval.StandingScope;
import io.countersign.schemas.approval.Voter;
import io.countersign.schemas.call.Agent;
import io.countersign.schemas.call.Amounts;
import io.countersign.schemas.call.EvidenceGrade;
import io.countersign.schemas.call.LedgerSettings;
import io.countersign.schemas.call.OutcomeStatus;
import io.countersign.schemas.call.Principal;
import io.countersign.schemas.call.RequestContext;
import io.countersign.schemas.call.Risk;
import io.countersign.schemas.call.Source;
import io.countersign.schemas.command.AbandonCall;
import io.countersign.schemas.command.BreakGlass;
import io.countersign.schemas.command.CancelCall;
import io.countersign.schemas.command.CancelRun;
import io.countersign.schemas.command.CastVote;
import io.countersign.schemas.command.ClaimGrant;
import io.countersign.schemas.command.Command;
import io.countersign.schemas.command.CommandEnvelope;
import io.countersign.schemas.command.ConfigureTenant;
import io.countersign.schemas.command.ConfirmCall;
import io.countersign.schemas.command.CreateStandingGrant;
import io.countersign.schemas.command.DelegateVotes;
import io.countersign.schemas.command.EndDelegation;
import io.countersign.schemas.command.EngageBrake;
import io.countersign.schemas.command.PublishPolicy;
import io.countersign.schemas.command.ReconcileOutcome;
import io.countersign.schemas.command.RecordIntent;
import io.countersign.schemas.command.RecordNotification;
import io.countersign.schemas.command.RecordOutcome;
import io.countersign.schemas.command.ReleaseBrake;
import io.countersign.schemas.command.RemoveApprover;
import io.countersign.schemas.command.ReviewBreakGlass;
import io.countersign.schemas.command.RevokeApproval;
import io.countersign.schemas.command.RevokeStandingGrant;
import io.countersign.schemas.command.SetApprover;
import io.countersign.schemas.command.SetLimit;
import io.countersign.schemas.command.Tick;
import io.countersign.schemas.command.WithdrawPolicy;
import io.countersign.schemas.control.ApprovalTerms;
import io.countersign.schemas.control.BrakeKind;
import io.countersign.schemas.control.BrakeScope;
import io.countersign.schemas.control.BudgetLimits;
import io.countersign.schemas.control.BudgetWindow;
import io.countersign.schemas.control.CountedBy;
import io.countersign.schemas.control.Gate;
import io.countersign.schemas.control.QuorumSlot;
import io.countersign.schemas.control.TenantSettings;
import io.countersign.schemas.control.UsageLimit;
import io.countersign.schemas.digest.Digest;
import io.countersign.schemas.event.ApprovalRequested;
import io.countersign.schemas.event.ChangeRequested;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.schemas.event.GrantClaimed;
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
 * A log of commands from a seed that drives approvals as hard as it can: a few people under many
 * names who vote, delegate, vote in advance and break the glass, gateways that claim what is not
 * theirs, and controls that change in between. Looks at the record only to know what it can be
 * about.
 */
final class ApprovalCommands {
  static final LedgerSettings SETTINGS =
      new LedgerSettings(1, 60_000, 300_000, Duration.ofHours(2).toMillis(), 600);

  private static final int RECENT = 12;

  /** So few that most get enough votes. */
  private static final int MOST_OPEN = 5;

  private static final String TENANT = EngineScenario.TENANT;
  private static final List<String> RUNS = List.of("run-1", "run-2", "run-3");

  /** Names of people; some are one person's, by case or by the roster. */
  private static final List<String> NAMES =
      List.of(
          "ann",
          "Ann ",
          "lea",
          "lea",
          "LEA",
          "lea@home",
          "max",
          "max",
          "Maxim",
          "kim",
          "kim",
          "sue",
          "olga",
          "otto",
          "ida");

  private static final List<String> EVERY_GROUP =
      List.of("leads", "finance", "oncall", "firefighters");

  private static final List<List<String>> GROUPS =
      List.of(
          List.of("leads"),
          List.of("leads"),
          List.of("finance"),
          List.of("leads", "finance"),
          List.of("oncall", "firefighters"),
          List.of());

  private static final List<PublishPolicy> POLICIES =
      List.of(
          Approving.decide("{quorum: [{group: leads}], ttl: 10m, grantTtl: 2m}"),
          Approving.decide("{quorum: [{group: leads}], ttl: 30m, grantTtl: 5m, offline: true}"),
          Approving.decide("{quorum: [{group: leads, count: 2}], ttl: 20m, denials: 2}"),
          Approving.decide("{quorum: [{group: leads}, {group: finance}], ttl: 20m, denials: 2}"),
          Approving.decide("{quorum: [{group: leads}], ttl: 10m, fallback: oncall}"),
          Approving.decide("{quorum: [{group: '*', count: 2}], ttl: 10m, exclude: [kim]}"),
          Approving.decide("{quorum: [{group: leads}], comment: true, ttl: 5m}"),
          Asked.policy("night", "match: {tool: [destructive]}", "effect: deny"),
          Asked.policy("night", "match: {tool: [write]}", "effect: allow"));

  /** An approval that somebody may decide on. */
  private record Open(
      UUID approvalId, @Nullable UUID callId, Digest action, Digest preview, String gateway) {}

  private final Random random;
  private final Deque<CommandEnvelope> first = new ArrayDeque<>();
  private final List<CommandEnvelope> recent = new ArrayList<>();
  private final List<CommandEnvelope> asked = new ArrayList<>();
  private final List<Open> open = new ArrayList<>();
  private final List<UUID> brakes = new ArrayList<>();
  private final List<UUID> claimed = new ArrayList<>();
  private final List<UUID> platformBrakes = new ArrayList<>();
  private final List<UUID> ids = new ArrayList<>();
  private Instant now = Samples.START;
  private long drawn;

  ApprovalCommands(long seed) {
    this.random = new Random(seed);
    first.add(envelope(CommandEnvelope.PLATFORM, "root", Asked.open(1, SETTINGS)));
    for (Risk risk : Risk.values()) {
      first.add(envelope(TENANT, "olga", Asked.tool(risk)));
    }
    first.add(envelope(TENANT, "olga", Asked.review(Gate.PRODUCTION_APPROVED)));
    first.add(envelope(TENANT, "olga", POLICIES.get(random.nextInt(7))));
    first.add(envelope(TENANT, "olga", settings(false)));
    if (random.nextBoolean()) {
      for (String name : List.of("lea", "max", "kim", "sue")) {
        first.add(
            envelope(
                TENANT, "olga", new SetApprover(new Approver(name, List.of(), EVERY_GROUP, true))));
      }
    }
    first.add(
        envelope(
            TENANT,
            "olga",
            Budgeted.budget("all", BudgetWindow.DAY, new BudgetLimits(4_000L, null, null, null))));
    first.add(
        envelope(
            TENANT,
            "olga",
            new SetLimit(
                new UsageLimit("cap", CountedBy.TENANT, null, null, null, null, null, null, 12))));
  }

  /** Learns what there is to be decided. */
  void saw(List<EventEnvelope> events) {
    for (EventEnvelope event : events) {
      switch (event.body()) {
        case ApprovalRequested of ->
            opened(
                new Open(
                    of.approvalId(),
                    of.callId(),
                    of.actionDigest(),
                    of.previewDigest(),
                    of.gateway()));
        case ChangeRequested of ->
            opened(new Open(of.approvalId(), null, of.changeDigest(), of.previewDigest(), of.by()));
        case GrantClaimed of -> keep(claimed, of.callId());
        default -> {}
      }
    }
  }

  private void opened(Open latest) {
    open.add(latest);
    if (open.size() > MOST_OPEN) {
      open.removeFirst();
    }
  }

  /** The next command in the log. */
  Delivery next() {
    if (!first.isEmpty()) {
      return new Delivery(first.poll(), 0, now);
    }
    now = now.plus(step());
    CommandEnvelope command =
        switch (random.nextInt(25)) {
          case 0 -> recent.isEmpty() ? tick() : Variations.with(any(recent), "issuedAt", now);
          case 1 -> tick();
          default -> envelope();
        };
    keep(recent, command);
    boolean suspect = random.nextInt(150) == 0;
    return new Delivery(command, 0, suspect ? now.plusSeconds(random.nextInt(-600, 600)) : now);
  }

  /** Ticks until nothing falls due any more. */
  Delivery tickLater() {
    now = now.plusSeconds(1_200);
    return new Delivery(tick(), 0, now);
  }

  private CommandEnvelope tick() {
    return envelope(CommandEnvelope.PLATFORM, "engine", new Tick());
  }

  /** Mostly seconds; now and then so long that approvals run out. */
  private Duration step() {
    int chance = random.nextInt(400);
    if (chance < 380) {
      return Duration.ofMillis(random.nextInt(6_000));
    }
    return chance < 398
        ? Duration.ofSeconds(random.nextInt(400))
        : Duration.ofMinutes(random.nextInt(90));
  }

  private CommandEnvelope envelope() {
    int chance = random.nextInt(100);
    if (open.isEmpty() || chance < 13) {
      CommandEnvelope ask =
          asked.isEmpty() || random.nextInt(8) > 0
              ? envelope(TENANT, gateway(), intent())
              : edited(any(asked));
      keep(asked, ask);
      return ask;
    }
    Open about = random.nextInt(3) > 0 ? open.getLast() : any(open);
    if (chance < 54) {
      String voter = any(NAMES);
      return envelope(TENANT, voter, vote(about, voter));
    }
    if (chance < 70) {
      return envelope(TENANT, mostly(about.gateway(), gateway()), claim(about));
    }
    if (chance < 79) {
      return envelope(TENANT, mostly(about.gateway(), gateway()), outcome(about));
    }
    if (chance < 82) {
      return envelope(TENANT, mostly(about.gateway(), gateway()), ending(about));
    }
    if (chance < 87) {
      String person = any(NAMES);
      return envelope(TENANT, person, emergency(about, person));
    }
    return random.nextInt(20) == 0
        ? envelope(CommandEnvelope.PLATFORM, "root", brake(platformBrakes))
        : envelope(TENANT, any(List.of("olga", "otto", "ops")), control());
  }

  /** The same call by the same gateway, for another action. */
  private CommandEnvelope edited(CommandEnvelope earlier) {
    RecordIntent intent = (RecordIntent) earlier.body();
    return envelope(
        TENANT,
        earlier.source().gateway(),
        Asked.with(intent, "actionDigest", Asked.digest("edited " + random.nextInt(9))));
  }

  private RecordIntent intent() {
    String tool = any(List.of("read", "write", "write", "write", "destructive"));
    RecordIntent intent = Variations.with(Asked.intent(1, tool), "callId", id());
    if (!asked.isEmpty() && random.nextInt(4) == 0) {
      RecordIntent earlier = (RecordIntent) any(asked).body();
      intent = random.nextBoolean() ? earlier : Asked.with(intent, "callId", earlier.callId());
      intent = random.nextBoolean() ? Asked.with(earlier, "callId", id()) : intent;
      return intent;
    }
    intent = Asked.with(intent, "runId", any(RUNS));
    intent = Asked.with(intent, "actionDigest", Asked.digest(tool + random.nextInt(40)));
    intent =
        Asked.with(
            intent,
            "actor",
            Variations.with(
                Variations.with(
                    intent.actor(), "principal", new Principal(any(NAMES), null, List.of())),
                "agent",
                new Agent("bot", null, random.nextBoolean() ? "OTTO" : null)));
    return random.nextInt(4) == 0
        ? Asked.with(intent, "context", new RequestContext("why", null, "ida"))
        : intent;
  }

  private Voter voter(String name) {
    return new Voter(
        name,
        switch (random.nextInt(8)) {
          case 0, 1 -> List.of();
          case 2, 3 -> any(GROUPS);
          default -> EVERY_GROUP;
        });
  }

  private CastVote vote(Open about, String voter) {
    boolean stale = random.nextInt(25) == 0;
    return new CastVote(
        about.approvalId(),
        random.nextInt(12) == 0 ? Ballot.DENY : Ballot.APPROVE,
        random.nextInt(3) == 0 ? "seen " + random.nextInt(3) : null,
        stale ? Asked.digest("other") : about.action(),
        about.preview(),
        voter(voter),
        null);
  }

  private Command claim(Open about) {
    UUID call = about.callId() == null ? id() : about.callId();
    return new ClaimGrant(
        call,
        random.nextInt(3) == 0 ? Approving.claimId(random.nextInt(3)) : id(),
        random.nextInt(15) == 0 ? Asked.digest("other") : about.action(),
        random.nextInt(4) == 0 ? GrantMode.OFFLINE : GrantMode.ONLINE);
  }

  private RecordOutcome outcome(Open about) {
    RecordOutcome outcome = Asked.outcome(1, any(List.of(OutcomeStatus.values())));
    UUID call = about.callId() == null ? id() : about.callId();
    outcome =
        Asked.with(
            outcome, "callId", claimed.isEmpty() || random.nextInt(8) == 0 ? call : any(claimed));
    return random.nextBoolean()
        ? Asked.with(outcome, "claimId", Approving.claimId(random.nextInt(3)))
        : outcome;
  }

  private Command ending(Open about) {
    UUID call = about.callId() == null ? id() : about.callId();
    return switch (random.nextInt(9)) {
      case 0, 1 -> new CancelCall(call, "");
      case 2 -> new CancelRun(any(RUNS), "the user left");
      case 3 -> new RevokeApproval(about.approvalId(), "wrong", any(NAMES));
      case 4 ->
          asked.isEmpty()
              ? new CancelCall(call, "")
              : new AbandonCall(call, any(asked).commandId());
      case 5 -> new ConfirmCall(call);
      case 6 ->
          new RecordNotification(
              about.approvalId(), NoticeKind.values()[0], "mail", false, 1, null);
      default ->
          new ReconcileOutcome(
              claimed.isEmpty() ? call : any(claimed),
              any(List.of(OutcomeStatus.values())),
              Amounts.ONE_CALL,
              "asked them",
              "ops");
    };
  }

  private Command emergency(Open about, String person) {
    return random.nextBoolean()
        ? new ReviewBreakGlass(about.approvalId(), true, "fine", person)
        : new BreakGlass(
            about.approvalId(),
            "down",
            "INC-1",
            about.action(),
            about.preview(),
            new Voter(person, List.of("firefighters")),
            null);
  }

  private Command control() {
    return switch (random.nextInt(22)) {
      case 0, 1, 2 -> any(POLICIES);
      case 3 -> new WithdrawPolicy("night", "over");
      case 4, 5, 6 -> brake(brakes);
      case 7, 8 -> settings(random.nextInt(6) == 0);
      case 9 -> Asked.tool(any(List.of(Risk.values())), "purpose", "p" + random.nextInt(3));
      case 10 ->
          Asked.tool(Risk.WRITE, "risk", random.nextInt(4) > 0 ? Risk.WRITE : Risk.DESTRUCTIVE);
      case 11, 12, 13 -> approver();
      case 14, 15 -> new RemoveApprover(any(NAMES), "left");
      case 16, 19 ->
          new DelegateVotes(
              voter(any(NAMES)), any(NAMES), now.plusSeconds(random.nextInt(3_000)), "away");
      case 17 -> new EndDelegation(any(NAMES), "back", "ops");
      case 18 -> new RevokeStandingGrant(ids.isEmpty() ? id() : any(ids), "no", "ops");
      default -> standing();
    };
  }

  private Command approver() {
    String name = any(List.of("lea", "max", "kim", "sue", "olga"));
    boolean alias = name.equals("lea") && random.nextBoolean();
    return new SetApprover(
        new Approver(
            name,
            alias ? List.of("lea@home") : name.equals("max") ? List.of("Maxim") : List.of(),
            random.nextInt(4) > 0 ? EVERY_GROUP : any(GROUPS),
            random.nextInt(8) > 0));
  }

  private Command standing() {
    UUID id = id();
    keep(ids, id);
    return new CreateStandingGrant(
        id,
        new StandingScope(
            "crm",
            any(List.of("write", "write", "write", "read", "destructive")),
            null,
            null,
            random.nextInt(3) == 0 ? "ann" : null,
            random.nextInt(3) == 0 ? "args.id == 7" : null),
        1 + random.nextInt(3),
        now.plusSeconds(random.nextInt(4_000)),
        "often",
        voter(any(NAMES)));
  }

  /** A brake, or the release of the one that is engaged. */
  private Command brake(List<UUID> brakes) {
    if (!brakes.isEmpty()) {
      UUID engaged = brakes.getFirst();
      if (random.nextInt(3) == 0) {
        brakes.clear();
      }
      return new ReleaseBrake(engaged, "fixed", "bo");
    }
    UUID id = id();
    brakes.add(id);
    BrakeScope scope =
        random.nextInt(4) == 0
            ? BrakeScope.EVERYTHING
            : new BrakeScope("crm", any(List.of("write", "destructive")), null);
    return new EngageBrake(
        id, any(List.of(BrakeKind.KILL, BrakeKind.READ_ONLY)), scope, "broken", "bo");
  }

  private Command settings(boolean strict) {
    ApprovalTerms terms =
        random.nextInt(4) == 0
            ? new ApprovalTerms(List.of(new QuorumSlot("*", 2)), 900_000, List.of("sue"), false)
            : null;
    return new ConfigureTenant(
        new TenantSettings(
            "UTC",
            Gate.READ_ONLY,
            strict && random.nextBoolean(),
            strict && random.nextBoolean(),
            strict && random.nextInt(3) == 0,
            terms,
            random.nextInt(5) == 0 ? null : "firefighters"));
  }

  private String gateway() {
    return "gateway-" + random.nextInt(2);
  }

  private String mostly(String often, String seldom) {
    return random.nextInt(12) == 0 ? seldom : often;
  }

  private CommandEnvelope envelope(String tenant, String source, Command body) {
    return new CommandEnvelope(
        id(),
        tenant,
        now,
        null,
        new Source(source, EvidenceGrade.ENFORCED),
        null,
        Samples.salt(drawn),
        body);
  }

  private UUID id() {
    return new UUID(now.toEpochMilli() << 16 | 0x7000 | 0xa99, 0x8000_0000_0000_0000L | ++drawn);
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
