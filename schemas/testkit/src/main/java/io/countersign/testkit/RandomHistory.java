package io.countersign.testkit;

import io.countersign.schemas.call.Actor;
import io.countersign.schemas.call.Agent;
import io.countersign.schemas.call.Amounts;
import io.countersign.schemas.call.CheckResult;
import io.countersign.schemas.call.Client;
import io.countersign.schemas.call.OutcomeStatus;
import io.countersign.schemas.call.Principal;
import io.countersign.schemas.call.Reason;
import io.countersign.schemas.call.RedactedJson;
import io.countersign.schemas.call.RequestContext;
import io.countersign.schemas.call.Risk;
import io.countersign.schemas.call.Salt;
import io.countersign.schemas.call.Severity;
import io.countersign.schemas.call.ToolReference;
import io.countersign.schemas.call.Verdict;
import io.countersign.schemas.control.SettlementBasis;
import io.countersign.schemas.event.CallAbandoned;
import io.countersign.schemas.event.CallCancelled;
import io.countersign.schemas.event.DecisionMade;
import io.countersign.schemas.event.Event;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.schemas.event.EventEnvelope.Cause;
import io.countersign.schemas.event.EventEnvelope.Place;
import io.countersign.schemas.event.FindingRaised;
import io.countersign.schemas.event.IntentRecorded;
import io.countersign.schemas.event.OutcomeOverdue;
import io.countersign.schemas.event.OutcomeRecorded;
import io.countersign.schemas.event.ReservationOverrun;
import io.countersign.schemas.event.ReservationSettled;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A plausible history of one ledger, the same for the same seed: several tenants, runs that
 * overlap, calls that are allowed, denied, asked about, reported, cancelled, abandoned, overdue or
 * left open, and findings. Positions and tenant sequences are dense, log time never goes back.
 */
public final class RandomHistory {
  private static final List<String> WORDS =
      List.of("invoice", "ticket", "refund", "customer", "urgent", "archive", "payment", "note");

  private final Random random;
  private final int ledger;
  private final List<String> tenants;
  private final long[] sequences;
  private final List<OpenCall> open = new ArrayList<>();
  private final List<EventEnvelope> events = new ArrayList<>();
  private Instant now = Samples.START;
  private long ids;
  private @Nullable RandomControls controls;

  private record OpenCall(
      int tenant, @Nullable String runId, IntentRecorded intent, @Nullable DecisionMade decision) {}

  private RandomHistory(long seed, int ledger, List<String> tenants) {
    this.random = new Random(seed);
    this.ledger = ledger;
    this.tenants = List.copyOf(tenants);
    this.sequences = new long[tenants.size()];
  }

  /** A history of exactly {@code count} events of these tenants in this ledger. */
  public static List<EventEnvelope> of(long seed, int ledger, List<String> tenants, int count) {
    RandomHistory history = new RandomHistory(seed, ledger, tenants);
    while (history.events.size() < count) {
      history.step();
    }
    return List.copyOf(history.events.subList(0, count));
  }

  /**
   * Like {@link #of}, where controls are changed too, allowed calls hold parts of budgets and
   * reported ones are settled.
   */
  public static List<EventEnvelope> withControls(
      long seed, int ledger, List<String> tenants, int count) {
    RandomHistory history = new RandomHistory(seed, ledger, tenants);
    history.controls = new RandomControls(history.random);
    while (history.events.size() < count) {
      history.step();
    }
    return List.copyOf(history.events.subList(0, count));
  }

  private void step() {
    if (random.nextInt(3) > 0) {
      now = now.plus(Duration.ofMillis(random.nextInt(400)));
    }
    if (controls != null && random.nextInt(4) == 0) {
      add(random.nextInt(tenants.size()), null, null, controls.next(now));
    } else if (open.isEmpty() || random.nextInt(5) < 2) {
      ask();
    } else {
      goOn(open.remove(random.nextInt(open.size())));
    }
  }

  private void ask() {
    int tenant = random.nextInt(tenants.size());
    String runId = random.nextInt(20) == 0 ? null : "run-" + random.nextInt(12);
    ToolReference tool =
        new ToolReference(
            any("tickets", "payments"),
            "tool-" + random.nextInt(4),
            "1." + random.nextInt(3),
            null);
    String json =
        "{\"id\":\"T-%d\",\"note\":\"%s %s\"}".formatted(random.nextInt(50), word(), word());
    IntentRecorded intent =
        new IntentRecorded(
            Samples.callId(ids++),
            runId,
            any("dev", "staging", "prod"),
            new Actor(
                new Agent("agent-" + random.nextInt(3), "1"),
                random.nextInt(10) == 0
                    ? null
                    : new Principal("user-" + random.nextInt(5), "user", List.of()),
                new Client("client-" + random.nextInt(2), null),
                List.of()),
            tool,
            new RedactedJson(json, json.length(), List.of()),
            ValueSamples.digest(json),
            List.of("ticket:" + random.nextInt(20)),
            new RequestContext("please " + word() + " the " + word(), null),
            ValueSamples.USAGE,
            null,
            null,
            null,
            null,
            List.of(),
            false);
    OpenCall call = new OpenCall(tenant, runId, intent, null);
    add(call, intent);
    if (random.nextInt(30) > 0) {
      decide(call);
    }
  }

  private void decide(OpenCall call) {
    Verdict verdict = any(Verdict.values());
    boolean allowed = verdict == Verdict.ALLOW;
    DecisionMade decision =
        new DecisionMade(
            call.intent().callId(),
            verdict,
            List.of(
                new Reason("attribution", CheckResult.PASSED, "ATTRIBUTED", "who is known", null),
                new Reason(
                    "catalogue",
                    allowed ? CheckResult.PASSED : CheckResult.FAILED,
                    any("TOOL_UNKNOWN", "TOOL_ACTIVE"),
                    "because of the " + word(),
                    null),
                new Reason("budgets", CheckResult.NOT_REACHED, "NOT_REACHED", "not reached", null)),
            call.intent().actionDigest(),
            ValueSamples.digest("who asked"),
            call.intent().tool(),
            call.intent().environment(),
            random.nextInt(4) == 0 ? null : any(Risk.values()),
            null,
            List.of(),
            null,
            allowed && controls != null && random.nextBoolean() ? controls.holds(now) : null,
            "gw-" + random.nextInt(2),
            allowed ? now.plusSeconds(60) : null,
            allowed ? now.plusSeconds(900) : null,
            1);
    add(call, decision);
    if (controls != null && decision.holds() != null && random.nextInt(5) == 0) {
      add(call, controls.threshold(now));
    }
    open.add(new OpenCall(call.tenant(), call.runId(), call.intent(), decision));
  }

  private void goOn(OpenCall call) {
    UUID callId = call.intent().callId();
    DecisionMade decision = call.decision();
    if (decision == null || decision.verdict() != Verdict.ALLOW) {
      if (random.nextInt(4) == 0) {
        add(call, outcome(callId));
        add(
            call,
            new FindingRaised(
                "OUTCOME_WITHOUT_ALLOW",
                Severity.HIGH,
                "ran without a permission to " + word(),
                List.of()));
      }
      return;
    }
    switch (random.nextInt(8)) {
      case 0 -> add(call, new CallCancelled(callId, "no longer the " + word()));
      case 1 -> {
        add(call, new CallAbandoned(callId, Samples.commandId(ids)));
        if (random.nextBoolean()) {
          decide(call);
        }
      }
      case 2 -> {
        add(call, new OutcomeOverdue(callId, now));
        if (random.nextBoolean()) {
          add(call, outcome(callId));
        }
      }
      case 3 ->
          add(
              call,
              new FindingRaised(
                  "DIGEST_MISMATCH", Severity.MEDIUM, "another " + word(), List.of()));
      default -> {
        add(call, outcome(callId));
        if (controls != null && decision.holds() != null) {
          settle(call, controls);
        }
      }
    }
  }

  private void settle(OpenCall call, RandomControls from) {
    UUID callId = call.intent().callId();
    add(
        call,
        new ReservationSettled(
            callId,
            any(SettlementBasis.values()),
            ValueSamples.USAGE,
            new Amounts(1, random.nextInt(9), 0, 0),
            from.spendings(now)));
    if (random.nextInt(4) == 0) {
      add(call, new ReservationOverrun(callId, ValueSamples.USAGE, new Amounts(1, 9, 0, 0)));
    }
  }

  private OutcomeRecorded outcome(UUID callId) {
    OutcomeStatus status = any(OutcomeStatus.values());
    String json = "{\"answer\":\"%s\"}".formatted(word());
    return new OutcomeRecorded(
        callId,
        status,
        status == OutcomeStatus.FAILED ? "Timeout" : null,
        new RedactedJson(json, json.length(), List.of()),
        null,
        List.of(),
        random.nextInt(1000),
        ValueSamples.USAGE,
        null,
        null);
  }

  private void add(OpenCall call, Event event) {
    add(call.tenant(), call.runId(), call.intent().callId(), event);
  }

  private void add(int tenant, @Nullable String runId, @Nullable UUID callId, Event event) {
    long position = events.size();
    events.add(
        EventEnvelope.of(
            new Place(ledger, 1, position, sequences[tenant]++, now),
            new Cause(
                new UUID(
                    0x5000_0000_0000_4000L | (long) ledger << 16,
                    0x8000_0000_0000_0000L | position),
                Samples.commandId(position),
                random.nextInt(3) == 0 ? null : now.minusMillis(5),
                ValueSamples.SOURCE,
                null,
                new Salt(new byte[Salt.BYTES])),
            runId,
            callId,
            tenants.get(tenant),
            event));
  }

  private String word() {
    return WORDS.get(random.nextInt(WORDS.size()));
  }

  @SafeVarargs
  private <T> T any(T... choices) {
    return choices[random.nextInt(choices.length)];
  }
}
