package io.countersign.query;

import io.countersign.schemas.call.CallState;
import io.countersign.schemas.call.Verdict;
import io.countersign.schemas.json.JsonNull;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonString;
import io.countersign.schemas.json.JsonValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A call as the door in shows it: the decision, and where the call stands since. Both doors answer
 * {@code GET /v1/calls/{callId}} with it, so a gateway need not know which of them remembers a
 * call.
 */
public final class CallView {
  private static final List<String> OF_THE_DECISION =
      List.of("verdict", "reasons", "actionDigest", "recordedAt", "position", "validUntil");

  private static final List<String> OF_THE_APPROVAL =
      List.of("state", "shortCode", "previewDigest", "expiresAt", "quorum", "cause");

  /** States in which a call may not run, whatever was decided before. */
  private static final Set<String> NOT_USABLE =
      Set.of(CallState.ABANDONED.name(), CallState.CANCELLED.name(), CallState.DENIED.name());

  private CallView() {}

  /** Makes the view of a call's summary as the projections write it. */
  public static JsonObject of(JsonObject call) {
    JsonObject.Builder view = JsonObject.builder();
    copy(call, view, List.of("callId", "runId", "state", "ledger"));
    call.object("decision")
        .map(decision -> usable(call) ? decision : denied(decision))
        .ifPresent(decision -> copy(decision, view, OF_THE_DECISION));
    call.object("approval").ifPresent(approval -> view.put("approval", approval(approval)));
    return view.build();
  }

  private static boolean usable(JsonObject call) {
    return !NOT_USABLE.contains(call.string("state").orElse(""));
  }

  /** What a call's caller may do now, not what was decided then. */
  private static JsonObject denied(JsonObject decision) {
    Map<String, JsonValue> now = new LinkedHashMap<>(decision.members());
    now.put("verdict", new JsonString(Verdict.DENY.name()));
    now.remove("validUntil");
    return new JsonObject(now);
  }

  private static JsonObject approval(JsonObject approval) {
    JsonObject.Builder view = JsonObject.builder().putIfPresent("id", approval.get("approvalId"));
    copy(approval, view, OF_THE_APPROVAL);
    approval
        .object("terms")
        .flatMap(terms -> terms.get("offline"))
        .ifPresent(offline -> view.put("offline", offline));
    approval
        .object("claim")
        .ifPresent(
            claim -> {
              copy(claim, view, List.of("claimId", "leaseUntil"));
              claim.get("recordedAt").ifPresent(time -> view.put("claimedAt", time));
            });
    return view.build();
  }

  private static void copy(JsonObject from, JsonObject.Builder to, List<String> names) {
    for (String name : names) {
      from.get(name).filter(value -> !value.equals(JsonNull.NULL)).ifPresent(v -> to.put(name, v));
    }
  }
}
