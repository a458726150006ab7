package io.countersign.testkit;

import io.countersign.schemas.approval.ApprovalState;
import io.countersign.schemas.approval.Ballot;
import io.countersign.schemas.approval.Voter;
import io.countersign.schemas.call.Actor;
import io.countersign.schemas.call.Agent;
import io.countersign.schemas.call.Amounts;
import io.countersign.schemas.call.CheckResult;
import io.countersign.schemas.call.Client;
import io.countersign.schemas.call.EvidenceGrade;
import io.countersign.schemas.call.OutcomeStatus;
import io.countersign.schemas.call.Principal;
import io.countersign.schemas.call.Reason;
import io.countersign.schemas.call.RedactedJson;
import io.countersign.schemas.call.RequestContext;
import io.countersign.schemas.call.Risk;
import io.countersign.schemas.call.Salt;
import io.countersign.schemas.call.Severity;
import io.countersign.schemas.call.Source;
import io.countersign.schemas.call.ToolReference;
import io.countersign.schemas.call.Verdict;
import io.countersign.schemas.control.BrakeKind;
import io.countersign.schemas.control.BrakeScope;
import io.countersign.schemas.control.Gate;
import io.countersign.schemas.control.SettlementBasis;
import io.countersign.schemas.digest.Digest;
import io.countersign.schemas.event.ApprovalClosed;
import io.countersign.schemas.event.ApprovalRequested;
import io.countersign.schemas.event.BrakeEngaged;
import io.countersign.schemas.event.CallCancelled;
import io.countersign.schemas.event.CommandRejected;
import io.countersign.schemas.event.DecisionMade;
import io.countersign.schemas.event.Event;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.schemas.event.EventEnvelope.Cause;
import io.countersign.schemas.event.EventEnvelope.Place;
import io.countersign.schemas.event.FindingRaised;
import io.countersign.schemas.event.IntentRecorded;
import io.countersign.schemas.event.OutcomeOverdue;
import io.countersign.schemas.event.OutcomeRecorded;
import io.countersign.schemas.event.ReservationSettled;
import io.countersign.schemas.event.ToolRegistered;
import io.countersign.schemas.event.VoteCast;
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
 * A history of one ledger in which every filter of the search has something to find: the same for
 * the same seed, as long as somebody asks for more, in memory that does not grow. Positions and
 * tenant sequences are dense, log time never goes back. Some tenants are busier than others.
 */
public final class SearchHistory {
  /** Words of arguments, results, requests, messages and reasons; they stand nowhere else. */
  public static final List<String> WORDS =
      List.of(
          "invoice",
          "refund",
          "blanket",
          "urgent",
          "archive",
          "payment",
          "parcel",
          "voucher",
          "mailbox",
          "contract",
          "warranty",
          "holiday",
          "garden",
          "bicycle",
          "lantern",
          "harbour");

  private static final int OPEN_CALLS = 64;

  private final Random random;
  private final int ledger;
  private final List<String> tenants;
  private final Duration step;
  private final long[] sequences;
  private final List<OpenCall> open = new ArrayList<>();
  private final Deque<EventEnvelope> ready = new ArrayDeque<>();
  private Instant now;
  private long position;
  private long ids;

  private record OpenCall(int tenant, IntentRecorded intent, DecisionMade decision) {}

  /**
   * Begins a history.
   *
   * @param start log time of the first event
   * @param step longest time between two events
   */
  public SearchHistory(long seed, int ledger, List<String> tenants, Instant start, Duration step) {
    this.random = new Random(seed);
    this.ledger = ledger;
    this.tenants = List.copyOf(tenants);
    this.sequences = new long[tenants.size()];
    this.now = start;
    this.step = step;
  }

  /** The next event. */
  public EventEnvelope next() {
    while (ready.isEmpty()) {
      now = now.plusMillis(random.nextLong(step.toMillis() + 1));
      if (random.nextInt(12) == 0) {
        aside();
      } else if (open.isEmpty() || (open.size() < OPEN_CALLS && random.nextInt(5) < 2)) {
        ask();
      } else {
        goOn(open.remove(random.nextInt(open.size())));
      }
    }
    return ready.remove();
  }

  /** Something that is no part of a call. */
  private void aside() {
    int tenant = tenant();
    Event event =
        switch (random.nextInt(3)) {
          case 0 ->
              new BrakeEngaged(
                  SampleIds.timeOrdered(0xb4a, random.nextInt(3)),
                  any(BrakeKind.values()),
                  new BrakeScope(server(), tool(), any("staging", "prod")),
                  sentence(),
                  person());
          case 1 ->
              new ToolRegistered(
                  Variations.with(
                      Variations.with(
                          Variations.with(ControlValueSamples.definition(), "server", server()),
                          "name",
                          tool()),
                      "risk",
                      any(Risk.values())),
                  null);
          default ->
              new CommandRejected(
                  "RecordIntent", any("CALL_ID_REUSED", "RUN_CANCELLED"), sentence(), null);
        };
    add(tenant, null, null, event);
  }

  private void ask() {
    int tenant = tenant();
    String runId = random.nextInt(20) == 0 ? null : "run-" + ids / 400 + "-" + random.nextInt(9);
    String json = "{\"id\":\"T-%s\",\"note\":\"%s\"}".formatted(random.nextInt(50), sentence());
    IntentRecorded intent =
        new IntentRecorded(
            callId(),
            runId,
            any("dev", "staging", "prod"),
            actor(),
            new ToolReference(server(), tool(), "1." + random.nextInt(3), null),
            new RedactedJson(json, json.length(), List.of()),
            ValueSamples.digest(json),
            resources(),
            new RequestContext("please " + sentence(), null),
            ValueSamples.USAGE,
            null,
            null,
            null,
            null,
            List.of(),
            false);
    add(tenant, runId, intent.callId(), intent);
    DecisionMade decision = decision(intent);
    add(tenant, runId, intent.callId(), decision);
    open.add(new OpenCall(tenant, intent, decision));
  }

  private Actor actor() {
    List<String> teams = new ArrayList<>();
    for (String team : List.of("support", "billing", "logistics")) {
      if (random.nextInt(3) == 0) {
        teams.add(team);
      }
    }
    return new Actor(
        new Agent("agent-" + random.nextInt(8), "1"),
        random.nextInt(10) == 0 ? null : new Principal(person(), "user", teams),
        new Client("client-" + random.nextInt(3), null),
        List.of());
  }

  private DecisionMade decision(IntentRecorded intent) {
    Verdict verdict = any(Verdict.ALLOW, Verdict.ALLOW, Verdict.DENY, Verdict.ASK);
    boolean allowed = verdict == Verdict.ALLOW;
    return new DecisionMade(
        intent.callId(),
        verdict,
        List.of(
            new Reason("attribution", CheckResult.PASSED, "ATTRIBUTED", "who is known", null),
            new Reason(
                "catalogue",
                allowed ? CheckResult.PASSED : CheckResult.FAILED,
                any("TOOL_UNKNOWN", "TOOL_ACTIVE", "TOOL_RETIRED"),
                sentence(),
                null),
            new Reason("budgets", CheckResult.NOT_REACHED, "NOT_REACHED", sentence(), null)),
        intent.actionDigest(),
        ValueSamples.digest("who asked"),
        intent.tool(),
        intent.environment(),
        random.nextInt(4) == 0 ? null : any(Risk.values()),
        random.nextInt(3) == 0 ? null : any(Gate.values()),
        List.of(),
        null,
        null,
        "gw-" + random.nextInt(3),
        allowed ? now.plusSeconds(60) : null,
        allowed ? now.plusSeconds(900) : null,
        1);
  }

  private void goOn(OpenCall call) {
    UUID callId = call.intent().callId();
    switch (call.decision().verdict()) {
      case ALLOW -> run(call, callId);
      case ASK -> vote(call, callId);
      case DENY -> {
        if (random.nextInt(6) == 0) {
          add(call, outcome(callId));
          add(
              call,
              new FindingRaised("OUTCOME_WITHOUT_ALLOW", Severity.HIGH, sentence(), List.of()));
        }
      }
    }
  }

  private void run(OpenCall call, UUID callId) {
    int what = random.nextInt(12);
    if (what == 0) {
      add(call, new CallCancelled(callId, sentence()));
      return;
    }
    if (what == 1) {
      add(call, new OutcomeOverdue(callId, now));
    }
    if (what == 2) {
      Severity severity = any(Severity.LOW, Severity.MEDIUM);
      add(call, new FindingRaised("DIGEST_MISMATCH", severity, sentence(), List.of()));
    }
    add(call, outcome(callId));
    if (random.nextBoolean()) {
      add(
          call,
          new ReservationSettled(
              callId, any(SettlementBasis.values()), ValueSamples.USAGE, amounts(), List.of()));
    }
  }

  private void vote(OpenCall call, UUID callId) {
    UUID approval = SampleIds.timeOrdered(0xa99, ids);
    Digest action = call.intent().actionDigest();
    add(
        call,
        new ApprovalRequested(
            approval,
            callId,
            action,
            ValueSamples.digest("preview"),
            call.decision().asker(),
            call.intent().tool(),
            call.intent().environment(),
            call.decision().risk(),
            call.decision().gateway(),
            ApprovalSamples.terms(),
            List.of(),
            List.of(),
            now.plusSeconds(600),
            null));
    Ballot ballot = any(Ballot.values());
    add(
        call,
        new VoteCast(
            approval,
            callId,
            ballot,
            sentence(),
            action,
            ValueSamples.digest("preview"),
            new Voter(person(), List.of("leads")),
            random.nextInt(4) == 0 ? List.of(person()) : List.of(),
            null,
            null,
            null,
            ApprovalSamples.quorum(1)));
    if (ballot == Ballot.DENY) {
      add(
          call,
          new ApprovalClosed(
              approval, callId, ApprovalState.DENIED, "VOTED_DOWN", sentence(), person(), null));
    }
  }

  private OutcomeRecorded outcome(UUID callId) {
    OutcomeStatus status = any(OutcomeStatus.values());
    String json = "{\"answer\":\"%s\"}".formatted(sentence());
    return new OutcomeRecorded(
        callId,
        status,
        status == OutcomeStatus.FAILED ? any("Timeout", "Refused", "Crash") : null,
        new RedactedJson(json, json.length(), List.of()),
        null,
        random.nextInt(3) == 0 ? resources() : List.of(),
        random.nextInt(1000),
        amounts(),
        null,
        null);
  }

  private Amounts amounts() {
    return new Amounts(
        1, random.nextInt(4), random.nextInt(5_000), random.nextLong(20_000_000_000L));
  }

  private void add(OpenCall call, Event event) {
    add(call.tenant(), call.intent().runId(), call.intent().callId(), event);
  }

  private void add(int tenant, @Nullable String runId, @Nullable UUID callId, Event event) {
    UUID eventId =
        new UUID(0x5000_0000_0000_4000L | (long) ledger << 16, 0x8000_0000_0000_0000L | position);
    ready.add(
        EventEnvelope.of(
            new Place(ledger, 1, position++, sequences[tenant]++, now),
            new Cause(
                eventId,
                Samples.commandId(position),
                null,
                new Source("gw-" + random.nextInt(3), any(EvidenceGrade.values())),
                null,
                new Salt(new byte[Salt.BYTES])),
            runId,
            callId,
            tenants.get(tenant),
            event));
  }

  /** A UUIDv7 of now; ledgers share no call ids. */
  private UUID callId() {
    return new UUID(now.toEpochMilli() << 16 | 0x7000 | ledger, 0x8000_0000_0000_0000L | ids++);
  }

  /** The first is the busiest. */
  private int tenant() {
    return Math.min(random.nextInt(tenants.size()), random.nextInt(tenants.size()));
  }

  private List<String> resources() {
    List<String> resources = new ArrayList<>();
    for (int i = random.nextInt(3); i >= 0; i--) {
      resources.add(any("ticket:", "ticket:VIP-", "order:") + random.nextInt(30));
    }
    return resources;
  }

  private String sentence() {
    StringBuilder sentence = new StringBuilder();
    for (int i = random.nextInt(3); i >= 0; i--) {
      sentence
          .append(sentence.isEmpty() ? "" : " ")
          .append(WORDS.get(random.nextInt(WORDS.size())));
    }
    return sentence.toString();
  }

  private String server() {
    return any("tickets", "payments", "mail");
  }

  private String tool() {
    return "tool-" + random.nextInt(6);
  }

  private String person() {
    return "user-" + random.nextInt(12) + "@example";
  }

  @SafeVarargs
  private <T> T any(T... choices) {
    return choices[random.nextInt(choices.length)];
  }
}
