package io.countersign.schemas.document;

import io.countersign.schemas.approval.ApprovalProgress;
import io.countersign.schemas.call.CallState;
import io.countersign.schemas.call.Reason;
import io.countersign.schemas.call.ToolReference;
import io.countersign.schemas.call.Verdict;
import io.countersign.schemas.digest.Digest;
import io.countersign.schemas.event.DecisionMade;
import io.countersign.schemas.event.EventEnvelope;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An open call as {@code countersign.calls} keeps it: enough to answer its caller after a restart.
 *
 * @param tenant tenant of the call
 * @param callId the call
 * @param runId correlation id, when there is one
 * @param state where the call stands
 * @param verdict the decision
 * @param reasons every check in order
 * @param actionDigest the exact action that was decided
 * @param ledger partition number of the ledger
 * @param position position of the decision
 * @param recordedAt when the decision was recorded
 * @param gateway the gateway that asked
 * @param validUntil until when an ALLOW may be used
 * @param changedAt position of the last event that changed this snapshot
 * @param tool the tool that is called, so that its result can be redacted as its owner wants;
 *     absent when it is not known
 * @param environment environment of the call, when it named one
 * @param approval where the approval of the call stands, when there is one
 */
public record CallSnapshot(
    String tenant,
    UUID callId,
    @Nullable String runId,
    CallState state,
    Verdict verdict,
    List<Reason> reasons,
    Digest actionDigest,
    int ledger,
    long position,
    Instant recordedAt,
    String gateway,
    @Nullable Instant validUntil,
    long changedAt,
    @Nullable ToolReference tool,
    @Nullable String environment,
    @Nullable ApprovalProgress approval) {
  public CallSnapshot {
    reasons = List.copyOf(reasons);
  }

  /**
   * The call that a decision leaves behind.
   *
   * @throws IllegalArgumentException when the event is no decision about a call
   */
  public static CallSnapshot of(EventEnvelope event, CallState state) {
    UUID callId = event.callId();
    if (callId == null || !(event.body() instanceof DecisionMade decision)) {
      throw new IllegalArgumentException(
          "Expected a decision about a call, but was a " + event.type());
    }
    return new CallSnapshot(
        event.tenant(),
        callId,
        event.runId(),
        state,
        decision.verdict(),
        decision.reasons(),
        decision.actionDigest(),
        event.ledger(),
        event.position(),
        event.recordedAt(),
        decision.gateway(),
        decision.validUntil(),
        event.position(),
        decision.tool(),
        decision.environment(),
        null);
  }

  /** The same call after the event at a position has moved it into another state. */
  public CallSnapshot moved(CallState to, long movedAt) {
    return new CallSnapshot(
        tenant,
        callId,
        runId,
        to,
        verdict,
        reasons,
        actionDigest,
        ledger,
        position,
        recordedAt,
        gateway,
        validUntil,
        movedAt,
        tool,
        environment,
        approval);
  }

  /** The same call after the event at a position has moved its approval, and it with that. */
  public CallSnapshot approval(CallState to, ApprovalProgress progress, long movedAt) {
    return new CallSnapshot(
        tenant,
        callId,
        runId,
        to,
        verdict,
        reasons,
        actionDigest,
        ledger,
        position,
        recordedAt,
        gateway,
        validUntil,
        movedAt,
        tool,
        environment,
        progress);
  }
}
