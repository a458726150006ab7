package io.countersign.approvals.state;

import io.countersign.schemas.call.Amounts;
import io.countersign.schemas.call.CallState;
import io.countersign.schemas.call.OutcomeStatus;
import io.countersign.schemas.call.Risk;
import io.countersign.schemas.call.StandingAnswer;
import io.countersign.schemas.call.ToolReference;
import io.countersign.schemas.control.Holds;
import io.countersign.schemas.digest.Digest;
import java.time.Instant;
import java.util.List;
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
 * @param asker digest of who asked, when a decision stands
 * @param tool the tool that was decided, when a decision stands
 * @param environment environment of the call, when it named one
 * @param risk risk class at the decision, when the tool was known
 * @param gateway the gateway that the decision names
 * @param askedBy the one command that was answered with the decision; absent once the same ALLOW
 *     was handed out again, because one of the answers may have arrived
 * @param outcomeDueAt when its outcome is overdue, while one is expected
 * @param deadlinePosition position under which its deadline stands
 * @param outcome the outcome that stands, when one was reported
 * @param outcomeDigest digest of that outcome's content
 * @param outcomeEventId event that recorded it
 * @param holds what it reserved, and the caps it counts against while it runs
 * @param charged what was charged for it; absent while its reservation is open
 * @param approvalId the approval that it waits for or runs under, when a human must approve
 * @param claimId the claim that it runs under, when the approval was claimed
 */
public record Call(
    String tenant,
    UUID callId,
    @Nullable String runId,
    CallState state,
    @Nullable StandingAnswer decision,
    @Nullable Digest asker,
    @Nullable ToolReference tool,
    @Nullable String environment,
    @Nullable Risk risk,
    String gateway,
    @Nullable UUID askedBy,
    @Nullable Instant outcomeDueAt,
    long deadlinePosition,
    @Nullable OutcomeStatus outcome,
    @Nullable Digest outcomeDigest,
    @Nullable UUID outcomeEventId,
    @Nullable Holds holds,
    @Nullable Amounts charged,
    @Nullable UUID approvalId,
    @Nullable UUID claimId) {

  /** This call in another state, with nothing due any more and no caps counted. */
  public Call ended(CallState end) {
    return new Call(
        tenant,
        callId,
        runId,
        end,
        decision,
        asker,
        tool,
        environment,
        risk,
        gateway,
        askedBy,
        null,
        0,
        outcome,
        outcomeDigest,
        outcomeEventId,
        idle(),
        charged,
        approvalId,
        claimId);
  }

  /** This call with its outcome. */
  public Call reported(OutcomeStatus status, Digest content, UUID eventId) {
    return new Call(
        tenant,
        callId,
        runId,
        CallState.REPORTED,
        decision,
        asker,
        tool,
        environment,
        risk,
        gateway,
        askedBy,
        null,
        0,
        status,
        content,
        eventId,
        idle(),
        charged,
        approvalId,
        claimId);
  }

  /** This call, its ALLOW handed out once more. */
  public Call handedOutAgain() {
    return new Call(
        tenant,
        callId,
        runId,
        state,
        decision,
        asker,
        tool,
        environment,
        risk,
        gateway,
        null,
        outcomeDueAt,
        deadlinePosition,
        outcome,
        outcomeDigest,
        outcomeEventId,
        holds,
        charged,
        approvalId,
        claimId);
  }

  /** This call with {@code amounts} charged for it. */
  public Call settled(Amounts amounts) {
    return new Call(
        tenant,
        callId,
        runId,
        state,
        decision,
        asker,
        tool,
        environment,
        risk,
        gateway,
        askedBy,
        outcomeDueAt,
        deadlinePosition,
        outcome,
        outcomeDigest,
        outcomeEventId,
        holds,
        amounts,
        approvalId,
        claimId);
  }

  /** This call, waiting for an approval. */
  public Call waiting(UUID approval) {
    return new Call(
        tenant,
        callId,
        runId,
        CallState.PENDING,
        decision,
        asker,
        tool,
        environment,
        risk,
        gateway,
        askedBy,
        outcomeDueAt,
        deadlinePosition,
        outcome,
        outcomeDigest,
        outcomeEventId,
        holds,
        charged,
        approval,
        claimId);
  }

  /** This call, approved. */
  public Call approved() {
    return new Call(
        tenant,
        callId,
        runId,
        CallState.APPROVED,
        decision,
        asker,
        tool,
        environment,
        risk,
        gateway,
        askedBy,
        outcomeDueAt,
        deadlinePosition,
        outcome,
        outcomeDigest,
        outcomeEventId,
        holds,
        charged,
        approvalId,
        claimId);
  }

  /** This call, running under a claim with what it holds. */
  public Call claimed(UUID claim, @Nullable Holds held, Instant dueAt, long place) {
    return new Call(
        tenant,
        callId,
        runId,
        CallState.CLAIMED,
        decision,
        asker,
        tool,
        environment,
        risk,
        gateway,
        askedBy,
        dueAt,
        place,
        outcome,
        outcomeDigest,
        outcomeEventId,
        held,
        charged,
        approvalId,
        claim);
  }

  /** This call with the outcome that an operator found out. */
  public Call reconciled(OutcomeStatus status, UUID eventId) {
    return new Call(
        tenant,
        callId,
        runId,
        CallState.REPORTED,
        decision,
        asker,
        tool,
        environment,
        risk,
        gateway,
        askedBy,
        null,
        0,
        status,
        null,
        eventId,
        holds,
        charged,
        approvalId,
        claimId);
  }

  /**
   * Whether its outcome is what an operator found out, which the gateway's own report replaces:
   * nobody ran it twice for that.
   */
  public boolean attested() {
    return outcome != null && outcomeDigest == null;
  }

  /** What it holds once it does not run any more. */
  private @Nullable Holds idle() {
    return holds == null ? null : new Holds(holds.bound(), holds.spendings(), List.of(), List.of());
  }
}
