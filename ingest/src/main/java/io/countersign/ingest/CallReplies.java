package io.countersign.ingest;

import io.countersign.ingest.Waiters.Heard.Answered;
import io.countersign.schemas.approval.ApprovalProgress;
import io.countersign.schemas.call.CheckResult;
import io.countersign.schemas.call.Reason;
import io.countersign.schemas.call.StandingAnswer;
import io.countersign.schemas.call.Verdict;
import io.countersign.schemas.control.RuleResult;
import io.countersign.schemas.digest.Digest;
import io.countersign.schemas.document.CallSnapshot;
import io.countersign.schemas.event.ApprovalRequested;
import io.countersign.schemas.event.CommandFailed;
import io.countersign.schemas.event.DecisionMade;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.schemas.event.FindingRaised;
import io.countersign.schemas.json.JsonArray;
import io.countersign.schemas.json.JsonBoolean;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the engine recorded about a call, as the answer that its gateway reads. */
final class CallReplies {
  /** How long a gateway that does not wait should let pass until it looks again. */
  private static final long RETRY_AFTER_MILLIS = 2_000;

  private CallReplies() {}

  /** Where a call stands. */
  static JsonObject view(CallSnapshot call, Optional<String> grant, ApprovalJson approvals) {
    JsonObject.Builder json = JsonObject.builder().put("callId", call.callId().toString());
    Members.optional(json, "runId", call.runId());
    // What a call's caller may do now, not what was decided then.
    boolean usable =
        switch (call.state()) {
          case ABANDONED, CANCELLED, DENIED -> false;
          case ALLOWED, PENDING, APPROVED, CLAIMED, OVERDUE, REPORTED -> true;
        };
    ApprovalProgress approval = call.approval();
    json.put("state", call.state().name())
        .put("verdict", usable ? call.verdict().name() : Verdict.DENY.name())
        .put("reasons", reasons(ended(call.reasons(), approval)))
        .put("actionDigest", call.actionDigest().text());
    if (approval != null) {
      json.put("approval", approvals.of(approval, call.actionDigest()));
    }
    Members.placed(json, call.recordedAt(), call.ledger(), call.position());
    Members.optional(json, "validUntil", usable ? call.validUntil() : null);
    grant.ifPresent(signed -> json.put("grant", signed));
    return json.build();
  }

  /** An approval that ended without running is one more reason, and the one that counts. */
  private static List<Reason> ended(List<Reason> reasons, @Nullable ApprovalProgress approval) {
    if (approval == null || !approval.state().closed()) {
      return reasons;
    }
    List<Reason> all = new ArrayList<>(reasons);
    all.add(
        new Reason(
            "approval",
            CheckResult.FAILED,
            "APPROVAL_" + approval.state().name(),
            "Expected an approval, but it ended %s: %s."
                .formatted(approval.state().name(), String.valueOf(approval.cause())),
            "approval/" + approval.approvalId()));
    return all;
  }

  static Reply decision(
      Asked asked, Answered answered, DecisionMade decision, ApprovalJson approvals) {
    EventEnvelope event = answered.event();
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
    if (answered.consequence() != null
        && answered.consequence().body() instanceof ApprovalRequested requested) {
      json.put("approval", approvals.of(requested));
    }
    Members.placed(json, event);
    Members.optional(json, "validUntil", decision.validUntil());
    retry(json, decision.verdict());
    findings(json, answered.findings());
    return new Reply(200, decision.verdict().name(), json.build());
  }

  /** When the same question may be asked again, or the call looked at without waiting for it. */
  private static void retry(JsonObject.Builder json, Verdict verdict) {
    if (verdict == Verdict.ASK) {
      json.put("retryAfterMs", RETRY_AFTER_MILLIS);
    }
  }

  static Reply standing(
      Asked asked, EventEnvelope event, StandingAnswer standing, ApprovalJson approvals) {
    JsonObject.Builder json = JsonObject.builder();
    // The call that was decided: who sends no call id gets a new one with each try.
    UUID asking = event.callId() == null ? asked.callId() : event.callId();
    Members.optional(json, "callId", standing.callId() == null ? asking : standing.callId());
    Members.optional(json, "runId", event.runId() == null ? asked.runId() : event.runId());
    json.put("verdict", standing.verdict().name())
        .put("reasons", reasons(standing.reasons()))
        .put("actionDigest", standing.actionDigest().text());
    ApprovalProgress approval = standing.approval();
    if (approval != null) {
      json.put("approval", approvals.of(approval, standing.actionDigest()));
    }
    Members.placed(json, standing.recordedAt(), event.ledger(), standing.position());
    Members.optional(json, "validUntil", standing.validUntil());
    retry(json, standing.verdict());
    return new Reply(200, standing.verdict().name(), json.build());
  }

  static Reply receipt(Asked asked, Answered answered, boolean repeated) {
    JsonObject.Builder json = JsonObject.builder();
    Members.optional(json, "callId", asked.callId());
    Members.placed(json, answered.event());
    if (repeated) {
      json.put("repeated", JsonBoolean.TRUE);
    }
    findings(json, answered.findings());
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
