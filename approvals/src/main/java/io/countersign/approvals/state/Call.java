package io.countersign.approvals.state;

import io.countersign.schemas.call.CallState;
import io.countersign.schemas.call.OutcomeStatus;
import io.countersign.schemas.call.Risk;
import io.countersign.schemas.call.StandingAnswer;
import io.countersign.schemas.digest.Digest;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A call that the engine remembers.
 *
 * @param tenant its tenant
 * @param callId its id
 * @param runId its run, when it named one
 * @param state where it stands
 * @param decision the decision that stands; absent when only an outcome was ever reported
 * @param risk risk class at the decision, when the tool was known
 * @param gateway the gateway that the decision names
 * @param askedBy the one command that was answered with the decision; absent once the same ALLOW
 *     was handed out again, because one of the answers may have arrived
 * @param outcomeDueAt when its outcome is overdue, while one is expected
 * @param deadlinePosition position under which its deadline stands
 * @param outcome the outcome that stands, when one was reported
 * @param outcomeDigest digest of that outcome's content
 * @param outcomeEventId event that recorded it
 */
public record Call(
    String tenant,
    UUID callId,
    @Nullable String runId,
    CallState state,
    @Nullable StandingAnswer decision,
    @Nullable Risk risk,
    String gateway,
    @Nullable UUID askedBy,
    @Nullable Instant outcomeDueAt,
    long deadlinePosition,
    @Nullable OutcomeStatus outcome,
    @Nullable Digest outcomeDigest,
    @Nullable UUID outcomeEventId) {

  /** This call in another state, with nothing due any more. */
  public Call ended(CallState end) {
    return new Call(
        tenant,
        callId,
        runId,
        end,
        decision,
        risk,
        gateway,
        askedBy,
        null,
        0,
        outcome,
        outcomeDigest,
        outcomeEventId);
  }

  /** This call with its outcome. */
  public Call reported(OutcomeStatus status, Digest content, UUID eventId) {
    return new Call(
        tenant,
        callId,
        runId,
        CallState.REPORTED,
        decision,
        risk,
        gateway,
        askedBy,
        null,
        0,
        status,
        content,
        eventId);
  }

  /** This call, its ALLOW handed out once more. */
  public Call handedOutAgain() {
    return new Call(
        tenant,
        callId,
        runId,
        state,
        decision,
        risk,
        gateway,
        null,
        outcomeDueAt,
        deadlinePosition,
        outcome,
        outcomeDigest,
        outcomeEventId);
  }
}
