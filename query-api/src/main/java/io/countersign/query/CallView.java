package io.countersign.query;

import io.countersign.schemas.call.CallState;
import io.countersign.schemas.call.Verdict;
import io.countersign.schemas.json.JsonNull;
import io.countersign.schemas.json.JsonObject;
import java.util.List;
import java.util.Set;

/**
 * A call as the door in shows it: the decision, and where the call stands since. Both doors answer
 * {@code GET /v1/calls/{callId}} with it, so a gateway need not know which of them remembers a
 * call.
 */
public final class CallView {
  private static final List<String> OF_THE_DECISION =
      List.of("verdict", "reasons", "actionDigest", "recordedAt", "position", "validUntil");

  private static final Set<String> NOT_USABLE =
      Set.of(CallState.ABANDONED.name(), CallState.CANCELLED.name());

  private CallView() {}

  /** Makes the view of a call's summary as the projections write it. */
  public static JsonObject of(JsonObject call) {
    JsonObject.Builder view = JsonObject.builder();
    copy(call, view, List.of("callId", "runId", "state", "ledger"));
    call.object("decision").ifPresent(decision -> copy(decision, view, OF_THE_DECISION));
    if (NOT_USABLE.contains(call.string("state").orElse(""))) {
      // What a call's caller may do now, not what was decided then.
      view.put("verdict", Verdict.DENY.name()).put("validUntil", JsonNull.NULL);
    }
    return view.build();
  }

  private static void copy(JsonObject from, JsonObject.Builder to, List<String> names) {
    for (String name : names) {
      from.get(name).filter(value -> !value.equals(JsonNull.NULL)).ifPresent(v -> to.put(name, v));
    }
  }
}
