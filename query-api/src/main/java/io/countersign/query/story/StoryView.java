package io.countersign.query.story;

import io.countersign.schemas.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One run as every form tells it. Whatever a form says it takes from here, so that no two forms can
 * say different things.
 *
 * @param tenant whose run it is
 * @param runId the run
 * @param cut up to where it is told, when that is not the end
 * @param readUpTo up to which position the ledger had been read
 * @param truncated whether the run has more events than are told
 * @param gaps what is missing, each with {@code kind} and {@code message}
 * @param remarks what weakens the record without a gap in it, in the same form
 * @param findings what should not have happened
 * @param actors who acts
 * @param calls the calls in the order of the ledger
 * @param events the events in the order of the ledger
 * @param flows values of results that stand in later arguments
 * @param clocks how far the reporters' clocks are from ours
 * @param totals the run in figures
 */
public record StoryView(
    String tenant,
    String runId,
    Optional<Cut> cut,
    JsonObject readUpTo,
    boolean truncated,
    List<JsonObject> gaps,
    List<JsonObject> remarks,
    List<JsonObject> findings,
    List<JsonObject> actors,
    List<CallTold> calls,
    List<JsonObject> events,
    List<Flow> flows,
    List<Clock> clocks,
    Totals totals) {

  /**
   * How a context says that the idea of a call came from an earlier call of the same run: the
   * source {@code call:} and its id, alone or before more words.
   */
  private static final Pattern FROM_A_CALL =
      Pattern.compile(
          "call:([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})(?![0-9a-fA-F-]).*");

  public StoryView {
    gaps = List.copyOf(gaps);
    remarks = List.copyOf(remarks);
    findings = List.copyOf(findings);
    actors = List.copyOf(actors);
    calls = List.copyOf(calls);
    events = List.copyOf(events);
    flows = List.copyOf(flows);
    clocks = List.copyOf(clocks);
  }

  /** Makes the view of what was read. */
  public static StoryView of(StoryRead read) {
    JsonObject account = StoryAssembler.tell(read);
    List<JsonObject> calls = Members.objects(account, "calls");
    Actors actors = new Actors();
    List<CallTold> told = nested(calls, read.events(), actors);
    List<Clock> clocks = Clock.of(read.events());
    return new StoryView(
        read.tenant(),
        read.runId(),
        read.cut(),
        read.readUpTo(),
        read.truncated(),
        Members.objects(account, "gaps"),
        Remarks.of(read.events(), told, clocks),
        Members.objects(account, "findings"),
        actors.all(),
        told,
        read.events(),
        Flow.of(calls),
        clocks,
        Totals.of(read.events(), told));
  }

  /** Whether nothing is missing. */
  public boolean complete() {
    return gaps.isEmpty();
  }

  /** A call by its id. */
  Optional<CallTold> call(String callId) {
    return calls.stream().filter(call -> call.callId().equals(callId)).findFirst();
  }

  /** Each call below the earlier call that its context names. */
  private static List<CallTold> nested(
      List<JsonObject> calls, List<JsonObject> events, Actors actors) {
    Instant end = Totals.last(events).orElse(Instant.EPOCH);
    Map<String, Trace> traces = traces(events);
    Map<String, CallTold> earlier = new LinkedHashMap<>();
    for (JsonObject call : calls) {
      String callId = call.string("callId").orElse("");
      Optional<CallTold> parent = parent(call).map(earlier::get);
      earlier.put(
          callId,
          new CallTold(
              callId,
              earlier.size() + 1,
              parent,
              parent.map(above -> Math.min(CallTold.MAX_DEPTH, above.depth() + 1)).orElse(0),
              actors.number(call),
              Optional.ofNullable(traces.get(callId)),
              call,
              Phase.of(call, end),
              Effect.of(call)));
    }
    return new ArrayList<>(earlier.values());
  }

  private static Optional<String> parent(JsonObject call) {
    return Members.text(call, "intent", "context", "source")
        .map(FROM_A_CALL::matcher)
        .filter(Matcher::matches)
        .map(found -> found.group(1).toLowerCase(Locale.ROOT));
  }

  private static Map<String, Trace> traces(List<JsonObject> events) {
    Map<String, Trace> traces = new HashMap<>();
    for (JsonObject event : events) {
      Optional<String> callId = event.string("callId");
      Optional<Trace> trace = Trace.of(event);
      if (callId.isPresent() && trace.isPresent()) {
        traces.putIfAbsent(callId.get(), trace.get());
      }
    }
    return traces;
  }
}
