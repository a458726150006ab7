package io.countersign.projections.alert;

import io.countersign.projections.alert.avro.AlertForm;
import io.countersign.schemas.alert.Alert;
import io.countersign.schemas.call.Actor;
import io.countersign.schemas.call.Agent;
import io.countersign.schemas.call.CheckResult;
import io.countersign.schemas.call.EvidenceGrade;
import io.countersign.schemas.call.Reason;
import io.countersign.schemas.call.Risk;
import io.countersign.schemas.call.Source;
import io.countersign.schemas.call.ToolReference;
import io.countersign.schemas.call.Verdict;
import io.countersign.schemas.digest.Digest;
import io.countersign.schemas.event.Event;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.schemas.event.EventEnvelope.Cause;
import io.countersign.schemas.event.EventEnvelope.Place;
import io.countersign.testkit.Samples;
import io.countersign.testkit.Variations;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Tells a story to a watch: each sentence is an event at the ledger's time, which goes on only when
 * the story says so.
 */
public final class Ledger {
  private final MapMemory memory = new MapMemory();
  private final List<Alert> alerts = new ArrayList<>();
  private final List<EventEnvelope> events = new ArrayList<>();
  private Watch watch = new Watch(memory, new AlertForm());
  private Instant now = Samples.START;
  private String tenant = "acme";
  private long position;

  /** A call of the story. */
  public record Told(UUID callId, String runId) {}

  Ledger tenant(String name) {
    tenant = name;
    return this;
  }

  Ledger after(Duration pause) {
    now = now.plus(pause);
    return this;
  }

  Instant now() {
    return now;
  }

  MapMemory memory() {
    return memory;
  }

  List<EventEnvelope> events() {
    return events;
  }

  /** The watch stops and another goes on with what was remembered. */
  Ledger restart() {
    watch = new Watch(memory, new AlertForm());
    return this;
  }

  /** Every version that was told, in order. */
  List<Alert> alerts() {
    return alerts;
  }

  /** The versions of one kind. */
  List<Alert> alerts(String kind) {
    return alerts.stream().filter(alert -> alert.kind().equals(kind)).toList();
  }

  Told intent(String agent, String tool, String arguments) {
    Told call = new Told(Samples.callId(10_000 + position), "run-" + agent);
    var intent = Variations.withCallId(Samples.intentRecorded(), call.callId());
    intent =
        Variations.with(intent, "actor", new Actor(new Agent(agent, null), null, null, List.of()));
    intent = Variations.with(intent, "tool", tool(tool));
    intent = Variations.with(intent, "actionDigest", digest(tool + arguments));
    append(call, intent);
    return call;
  }

  Told decided(
      String agent, String tool, String arguments, Verdict verdict, Risk risk, String code) {
    Told call = intent(agent, tool, arguments);
    var decision = Variations.withCallId(Samples.decisionMade(verdict), call.callId());
    decision = Variations.with(decision, "tool", tool(tool));
    decision = Variations.with(decision, "risk", risk);
    decision =
        Variations.with(
            decision,
            "reasons",
            List.of(
                new Reason(
                    "check",
                    verdict == Verdict.DENY ? CheckResult.FAILED : CheckResult.PASSED,
                    code,
                    "because",
                    null)));
    append(call, decision);
    return call;
  }

  Told allowed(String agent, String tool, Risk risk) {
    return decided(agent, tool, "{}", Verdict.ALLOW, risk, "POLICY_ALLOW");
  }

  Told denied(String agent, String tool, String code) {
    return decided(agent, tool, "{}", Verdict.DENY, Risk.WRITE, code);
  }

  /** Allowed calls, evenly over a time that passes. */
  Ledger working(String agent, String tool, int calls, Duration time) {
    for (int i = 0; i < calls; i++) {
      allowed(agent, tool, Risk.READ);
      after(time.dividedBy(calls));
    }
    return this;
  }

  List<Alert> append(@Nullable Told call, Event body) {
    EventEnvelope event =
        EventEnvelope.of(
            new Place(0, 1, position, position, now),
            new Cause(
                Samples.eventId(position),
                Samples.commandId(position),
                null,
                new Source("gw-1", EvidenceGrade.ENFORCED),
                null,
                Samples.salt(position)),
            call == null ? null : call.runId(),
            call == null ? null : call.callId(),
            tenant,
            body);
    position++;
    events.add(event);
    List<Alert> told = watch.see(event);
    alerts.addAll(told);
    return told;
  }

  static ToolReference tool(String name) {
    int slash = name.indexOf('/');
    return new ToolReference(name.substring(0, slash), name.substring(slash + 1), "1.0.0", null);
  }

  static Digest digest(String text) {
    return Digest.sha256(text.getBytes(StandardCharsets.UTF_8));
  }
}
