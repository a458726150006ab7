package io.countersign.ingest;

import io.countersign.schemas.call.Reason;
import io.countersign.schemas.call.StandingAnswer;
import io.countersign.schemas.call.Verdict;
import io.countersign.schemas.control.ApprovalTerms;
import io.countersign.schemas.control.RuleResult;
import io.countersign.schemas.digest.Digest;
import io.countersign.schemas.document.CallSnapshot;
import io.countersign.schemas.event.CommandFailed;
import io.countersign.schemas.event.DecisionMade;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.schemas.event.FindingRaised;
import io.countersign.schemas.json.JsonArray;
import io.countersign.schemas.json.JsonBoolean;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonValue;
import java.time.Instant;
import java.util.List;

/** What the engine recorded about a call, as the answer that its gateway reads. */
public final class CallReplies {
  private CallReplies() {}

  /** Where a call stands. */
  public static JsonObject view(CallSnapshot call) {
    JsonObject.Builder json = JsonObject.builder().put("callId", call.callId().toString());
    Members.optional(json, "runId", call.runId());
    // What a call's caller may do now, not what was decided then.
    boolean usable =
        switch (call.state()) {
          case ABANDONED, CANCELLED -> false;
          case ALLOWED, DENIED, PENDING, OVERDUE, REPORTED -> true;
        };
    json.put("state", call.state().name())
        .put("verdict", usable ? call.verdict().name() : Verdict.DENY.name())
        .put("reasons", reasons(call.reasons()))
        .put("actionDigest", call.actionDigest().text());
    Members.placed(json, call.recordedAt(), call.ledger(), call.position());
    Members.optional(json, "validUntil", usable ? call.validUntil() : null);
    return json.build();
  }

  static Reply decision(
      Asked asked, EventEnvelope event, DecisionMade decision, List<FindingRaised> findings) {
    if (!asked.isOwn(event)) {
      // The last line: a decision about another action must never be read as permission.
      throw Replies.noAnswer(event);
    }
    JsonObject.Builder json = JsonObject.builder().put("callId", decision.callId().toString());
    Members.optional(json, "runId", event.runId() == null ? asked.runId() : event.runId());
    json.put("verdict", decision.verdict().name())
        .put("reasons", reasons(decision.reasons()))
        .put("actionDigest", decision.actionDigest().text());
    Members.optional(json, "gate", decision.gate() == null ? null : decision.gate().name());
    if (!decision.rules().isEmpty()) {
      json.put("rules", rules(decision.rules()));
    }
    if (decision.approval() != null) {
      json.put("approval", approval(decision.approval(), event.recordedAt()));
    }
    Members.placed(json, event);
    Members.optional(json, "validUntil", decision.validUntil());
    findings(json, findings);
    return new Reply(200, decision.verdict().name(), json.build());
  }

  static Reply standing(Asked asked, EventEnvelope event, StandingAnswer standing) {
    JsonObject.Builder json = JsonObject.builder();
    // The call that was decided: who sends no call id gets a new one with each try.
    Members.optional(json, "callId", event.callId() == null ? asked.callId() : event.callId());
    Members.optional(json, "runId", event.runId() == null ? asked.runId() : event.runId());
    json.put("verdict", standing.verdict().name())
        .put("reasons", reasons(standing.reasons()))
        .put("actionDigest", standing.actionDigest().text());
    Members.placed(json, standing.recordedAt(), event.ledger(), standing.position());
    Members.optional(json, "validUntil", standing.validUntil());
    return new Reply(200, standing.verdict().name(), json.build());
  }

  static Reply receipt(
      Asked asked, EventEnvelope event, List<FindingRaised> findings, boolean repeated) {
    JsonObject.Builder json = JsonObject.builder();
    Members.optional(json, "callId", asked.callId());
    Members.placed(json, event);
    if (repeated) {
      json.put("repeated", JsonBoolean.TRUE);
    }
    findings(json, findings);
    return new Reply(200, repeated ? "REPEATED" : "RECORDED", json.build());
  }

  /** An intent that the engine cannot handle is denied; anything else is a problem. */
  static Reply failed(Asked asked, EventEnvelope event, CommandFailed failed) {
    Digest digest = asked.actionDigest();
    if (asked.kind() != Asked.Kind.INTENT || digest == null) {
      throw Problems.commandFailed(failed);
    }
    JsonObject reason =
        JsonObject.builder()
            .put("check", "engine")
            .put("result", "FAILED")
            .put("code", failed.failure())
            .put("message", failed.message())
            .build();
    JsonObject.Builder json = JsonObject.builder();
    Members.optional(json, "callId", asked.callId());
    Members.optional(json, "runId", asked.runId());
    json.put("verdict", Verdict.DENY.name())
        .put("reasons", JsonArray.of(reason))
        .put("actionDigest", digest.text());
    Members.placed(json, event);
    return new Reply(200, Verdict.DENY.name(), json.build());
  }

  /** What people have to do before the call may run; nobody has voted yet. */
  private static JsonObject approval(ApprovalTerms terms, Instant recordedAt) {
    List<JsonValue> quorum =
        terms.quorum().stream()
            .<JsonValue>map(
                slot ->
                    JsonObject.builder()
                        .put("group", slot.group())
                        .put("count", (long) slot.count())
                        .put("votes", 0L)
                        .build())
            .toList();
    return JsonObject.builder()
        .put("quorum", new JsonArray(quorum))
        .put("expiresAt", recordedAt.plusMillis(terms.ttlMillis()).toString())
        .build();
  }

  private static JsonArray rules(List<RuleResult> rules) {
    return new JsonArray(rules.stream().<JsonValue>map(CallReplies::rule).toList());
  }

  private static JsonObject rule(RuleResult rule) {
    JsonObject.Builder json =
        JsonObject.builder()
            .put("policy", rule.policy())
            .put("rule", rule.rule())
            .put("effect", rule.effect().name())
            .put("match", rule.match().name())
            .put("shadow", rule.shadow());
    Members.optional(json, "message", rule.message());
    return json.build();
  }

  private static JsonArray reasons(List<Reason> reasons) {
    return new JsonArray(reasons.stream().map(CallReplies::reason).toList());
  }

  private static JsonValue reason(Reason reason) {
    JsonObject.Builder json =
        JsonObject.builder()
            .put("check", reason.check())
            .put("result", reason.result().name())
            .put("code", reason.code())
            .put("message", reason.message());
    Members.optional(json, "reference", reason.reference());
    return json.build();
  }

  private static void findings(JsonObject.Builder json, List<FindingRaised> findings) {
    if (findings.isEmpty()) {
      return;
    }
    json.put(
        "findings",
        new JsonArray(
            findings.stream()
                .<JsonValue>map(
                    finding ->
                        JsonObject.builder()
                            .put("finding", finding.finding())
                            .put("severity", finding.severity().name())
                            .put("message", finding.message())
                            .build())
                .toList()));
  }
}
