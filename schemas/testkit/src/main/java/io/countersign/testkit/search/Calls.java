package io.countersign.testkit.search;

import io.countersign.schemas.call.Amounts;
import io.countersign.schemas.event.ApprovalRequested;
import io.countersign.schemas.event.DecisionMade;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.schemas.event.FindingRaised;
import io.countersign.schemas.event.IntentRecorded;
import io.countersign.schemas.event.OutcomeRecorded;
import io.countersign.schemas.event.ReservationSettled;
import io.countersign.schemas.event.VoteCast;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The calls that events tell of, worked out anew: what finds them and what they used. */
public final class Calls {
  /** Every filter that calls have, but for where they stand. */
  public static final List<String> FILTERS =
      List.of(
          "runId",
          "callId",
          "verdict",
          "reason",
          "risk",
          "gate",
          "outcome",
          "errorClass",
          "finding",
          "severity",
          "approvalId",
          "approver",
          "voter",
          "actor",
          "principal",
          "team",
          "agent",
          "client",
          "server",
          "tool",
          "version",
          "environment",
          "resource",
          "gateway");

  /** What an event says of its call that its call says of itself, and nothing of the event. */
  private static final List<String> OF_THE_CALL =
      List.of(
          "runId",
          "callId",
          "risk",
          "actor",
          "principal",
          "team",
          "agent",
          "client",
          "server",
          "tool",
          "version",
          "environment",
          "resource");

  private static final Amounts NOTHING = new Amounts(0, 0, 0, 0);

  private final Map<UUID, Call> calls = new LinkedHashMap<>();

  private static final class Call {
    private final EventEnvelope first;
    private final Map<String, Set<String>> fields = new HashMap<>();
    private final List<String> texts = new ArrayList<>();
    private @Nullable Amounts reported;
    private @Nullable Amounts charged;

    Call(EventEnvelope first) {
      this.first = first;
    }

    Amounts used() {
      Amounts known = charged == null ? reported : charged;
      return known == null ? NOTHING : known;
    }
  }

  /**
   * What some calls used.
   *
   * @param calls how many there are
   * @param verdicts how many of each verdict
   * @param used the sums
   */
  public record Sum(long calls, Map<String, Long> verdicts, Amounts used) {
    private Sum plus(Call call) {
      Map<String, Long> more = new TreeMap<>(verdicts);
      call.fields.getOrDefault("verdict", Set.of()).forEach(v -> more.merge(v, 1L, Long::sum));
      Amounts one = call.used();
      return new Sum(
          calls + 1,
          more,
          new Amounts(
              used.calls() + one.calls(),
              used.downstreamCalls() + one.downstreamCalls(),
              used.tokens() + one.tokens(),
              used.moneyMicros() + one.moneyMicros()));
    }
  }

  /**
   * Looks at the next event.
   *
   * @param seen the event as {@link Reader} noted it down
   */
  public void look(EventEnvelope event, Seen seen) {
    if (event.callId() == null) {
      return;
    }
    Call call = calls.computeIfAbsent(event.callId(), id -> new Call(event));
    for (String name : OF_THE_CALL) {
      seen.values(name).forEach(value -> note(call, name, value));
    }
    switch (event.body()) {
      case IntentRecorded _i -> call.texts.addAll(seen.texts());
      case DecisionMade decision -> {
        for (String name : List.of("verdict", "gate", "reason")) {
          seen.values(name).forEach(value -> note(call, name, value));
        }
        note(call, "gateway", decision.gateway());
        call.texts.addAll(seen.texts());
      }
      case OutcomeRecorded outcome -> {
        for (String name : List.of("outcome", "errorClass")) {
          seen.values(name).forEach(value -> note(call, name, value));
        }
        call.texts.addAll(seen.texts());
        call.reported = outcome.usage();
      }
      case FindingRaised finding -> {
        note(call, "finding", finding.finding());
        note(call, "severity", finding.severity().name());
      }
      case ApprovalRequested asked -> note(call, "approvalId", asked.approvalId().toString());
      case VoteCast vote -> {
        note(call, "voter", vote.voter().subject());
        note(call, "approver", vote.voter().subject());
      }
      case ReservationSettled settled -> call.charged = settled.charged();
      default -> {
        // nothing that finds a call
      }
    }
  }

  /** The calls as they are now, in the order in which they were first told of. */
  public List<Seen> seen() {
    return calls.entrySet().stream()
        .map(
            entry -> {
              EventEnvelope first = entry.getValue().first;
              return new Seen(
                  first.tenant(),
                  entry.getKey().toString(),
                  first.ledger(),
                  first.position(),
                  first.recordedAt(),
                  entry.getValue().fields,
                  entry.getValue().texts);
            })
        .toList();
  }

  /**
   * What the calls of a tenant used, by a value and the hour in which they were first told of. A
   * call without a value counts for the empty one, a call of several for each.
   */
  public Map<Instant, Map<String, Sum>> used(String tenant, String by) {
    Map<Instant, Map<String, Sum>> hours = new TreeMap<>();
    for (Call call : calls.values()) {
      if (!call.first.tenant().equals(tenant)) {
        continue;
      }
      Instant hour = call.first.recordedAt().truncatedTo(ChronoUnit.HOURS);
      Map<String, Sum> rows = hours.computeIfAbsent(hour, h -> new TreeMap<>());
      for (String value : call.fields.getOrDefault(by, Set.of(""))) {
        rows.merge(
            value, new Sum(0, Map.of(), NOTHING).plus(call), (before, one) -> before.plus(call));
      }
    }
    return hours;
  }

  private static void note(Call call, String name, String value) {
    call.fields.computeIfAbsent(name, unseen -> new TreeSet<>()).add(value);
  }
}
