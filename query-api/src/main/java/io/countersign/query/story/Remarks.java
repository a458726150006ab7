package io.countersign.query.story;

import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonString;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a reader should know before trusting a story: nothing of it is missing from the record, but
 * the record itself says less, or is weaker, than one would wish.
 */
final class Remarks {
  private final List<JsonObject> told = new ArrayList<>();

  private Remarks() {}

  static List<JsonObject> of(List<JsonObject> events, List<CallTold> calls, List<Clock> clocks) {
    Remarks remarks = new Remarks();
    calls.forEach(remarks::lookAt);
    remarks.askedAnew(events, calls);
    for (JsonObject event : events) {
      if (Members.text(event, "source", "grade").equals(Optional.of("CLIENT_REPORTED"))) {
        remarks.add(
            "WEAK_EVIDENCE",
            Members.text(event, "callId"),
            "Only the client reported this; no gateway stood between it and the tool.",
            event);
      }
    }
    for (Clock clock : clocks) {
      if (clock.isFarOff()) {
        remarks.told.add(
            JsonObject.builder()
                .put("kind", "CLOCK_SKEW")
                .put("gateway", clock.gateway())
                .put("leastMillis", clock.leastMillis())
                .put("mostMillis", clock.mostMillis())
                .put(
                    "message",
                    "The clock of this gateway and ours differ by more than transport explains; the"
                        + " order is that of the ledger.")
                .build());
      }
    }
    return remarks.told;
  }

  private void lookAt(CallTold told) {
    JsonObject call = told.call();
    Optional<JsonObject> intent = Members.object(call, "intent");
    if (intent.isPresent()
        && Members.text(call, "intent", "context", "request").isEmpty()
        && Members.text(call, "intent", "context", "source").isEmpty()) {
      add(
          "SOURCE_UNKNOWN",
          Optional.of(told.callId()),
          "Nobody said what was asked for or where the idea of this call came from.",
          intent.get());
    }
    Optional<String> gateway = Members.text(call, "decision", "source", "gateway");
    Optional<JsonObject> outcome = Members.object(call, "outcome");
    Optional<String> reporter = Members.text(call, "outcome", "source", "gateway");
    if (outcome.isPresent() && gateway.isPresent() && !gateway.equals(reporter)) {
      add(
          "OTHER_GATEWAY",
          Optional.of(told.callId()),
          "Another gateway reported the outcome than the one that asked.",
          outcome.get());
    }
  }

  /** Only the last decision stands in the call; that there were others should not be overlooked. */
  private void askedAnew(List<JsonObject> events, List<CallTold> calls) {
    Map<String, Integer> decisions = new HashMap<>();
    for (JsonObject event : events) {
      if (event.string("type").equals(Optional.of("DecisionMade"))) {
        decisions.merge(event.string("callId").orElse(""), 1, Integer::sum);
      }
    }
    for (CallTold told : calls) {
      if (decisions.getOrDefault(told.callId(), 0) > 1) {
        Members.object(told.call(), "decision")
            .ifPresent(
                last ->
                    add(
                        "DECIDED_AGAIN",
                        Optional.of(told.callId()),
                        "The call was decided more than once; it stands here as it was decided"
                            + " last, and the account has all.",
                        last));
      }
    }
  }

  private void add(String kind, Optional<String> callId, String message, JsonObject proof) {
    told.add(
        JsonObject.builder()
            .put("kind", kind)
            .putIfPresent("callId", callId.map(JsonString::new))
            .putIfPresent("eventId", proof.get("eventId"))
            .putIfPresent("position", proof.get("position"))
            .put("message", message)
            .build());
  }
}
