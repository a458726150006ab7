package io.countersign.approvals.state;

import io.countersign.schemas.approval.ApprovalProgress;
import io.countersign.schemas.approval.ApprovalState;
import io.countersign.schemas.approval.GrantMode;
import io.countersign.schemas.approval.QuorumProgress;
import io.countersign.schemas.control.ApprovalTerms;
import io.countersign.schemas.digest.Digest;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An approval, from the question to its end.
 *
 * @param tenant its tenant
 * @param approvalId its id
 * @param state where it stands
 * @param callId the call; absent when it is about a change of a control
 * @param runId the run of the call
 * @param requestedBy the gateway that may claim, or who wants the change
 * @param actionDigest the exact action
 * @param previewDigest what approvers are shown
 * @param asker who asked for the call
 * @param terms what it must satisfy
 * @param excluded whose vote does not count
 * @param requestedAt when it was asked for
 * @param position position of the event that asked for it
 * @param expiresAt until when people may decide, or once approved until when it may be claimed
 * @param dueAt when something about it falls due
 * @param deadlinePosition position under which its deadline stands
 * @param escalations how many times it was escalated
 * @param votes votes as they stand, in the order of the first of each person
 * @param quorum how far each group has come
 * @param brokenGlass whether somebody took the responsibility in place of the quorum
 * @param confirmed whether the user confirmed the call
 * @param claimId the claim that spent it
 * @param claimedAt when it was claimed
 * @param leaseUntil until when the outcome of the claim is waited for
 * @param mode how it was spent
 * @param cause why it ended without running
 */
public record Approval(
    String tenant,
    UUID approvalId,
    ApprovalState state,
    @Nullable UUID callId,
    @Nullable String runId,
    String requestedBy,
    Digest actionDigest,
    Digest previewDigest,
    @Nullable Digest asker,
    ApprovalTerms terms,
    List<String> excluded,
    Instant requestedAt,
    long position,
    Instant expiresAt,
    @Nullable Instant dueAt,
    long deadlinePosition,
    int escalations,
    List<CastBallot> votes,
    List<QuorumProgress> quorum,
    boolean brokenGlass,
    boolean confirmed,
    @Nullable UUID claimId,
    @Nullable Instant claimedAt,
    @Nullable Instant leaseUntil,
    @Nullable GrantMode mode,
    @Nullable String cause) {
  public Approval {
    excluded = List.copyOf(excluded);
    votes = List.copyOf(votes);
    quorum = List.copyOf(quorum);
  }

  /** This approval in another state, with nothing due any more. */
  public Approval ended(ApprovalState end, @Nullable String why) {
    return new Approval(
        tenant,
        approvalId,
        end,
        callId,
        runId,
        requestedBy,
        actionDigest,
        previewDigest,
        asker,
        terms,
        excluded,
        requestedAt,
        position,
        expiresAt,
        null,
        0,
        escalations,
        votes,
        quorum,
        brokenGlass,
        confirmed,
        claimId,
        claimedAt,
        leaseUntil,
        mode,
        why);
  }

  /** This approval with a vote, and the progress after it. */
  public Approval voted(List<CastBallot> after, List<QuorumProgress> progress) {
    return new Approval(
        tenant,
        approvalId,
        state,
        callId,
        runId,
        requestedBy,
        actionDigest,
        previewDigest,
        asker,
        terms,
        excluded,
        requestedAt,
        position,
        expiresAt,
        dueAt,
        deadlinePosition,
        escalations,
        after,
        progress,
        brokenGlass,
        confirmed,
        claimId,
        claimedAt,
        leaseUntil,
        mode,
        cause);
  }

  /** This approval, escalated; something falls due again at {@code next}. */
  public Approval escalated(int step, Instant next, long place) {
    return new Approval(
        tenant,
        approvalId,
        state,
        callId,
        runId,
        requestedBy,
        actionDigest,
        previewDigest,
        asker,
        terms,
        excluded,
        requestedAt,
        position,
        expiresAt,
        next,
        place,
        step,
        votes,
        quorum,
        brokenGlass,
        confirmed,
        claimId,
        claimedAt,
        leaseUntil,
        mode,
        cause);
  }

  /** This approval once it is granted, to be claimed until {@code until}. */
  public Approval granted(Instant until, boolean glass, long place) {
    return new Approval(
        tenant,
        approvalId,
        ApprovalState.APPROVED,
        callId,
        runId,
        requestedBy,
        actionDigest,
        previewDigest,
        asker,
        terms,
        excluded,
        requestedAt,
        position,
        until,
        until,
        place,
        escalations,
        votes,
        quorum,
        glass,
        confirmed,
        claimId,
        claimedAt,
        leaseUntil,
        mode,
        cause);
  }

  /** This approval, spent. */
  public Approval claimed(UUID claim, GrantMode how, Instant at, Instant until) {
    return new Approval(
        tenant,
        approvalId,
        ApprovalState.CLAIMED,
        callId,
        runId,
        requestedBy,
        actionDigest,
        previewDigest,
        asker,
        terms,
        excluded,
        requestedAt,
        position,
        expiresAt,
        null,
        0,
        escalations,
        votes,
        quorum,
        brokenGlass,
        confirmed,
        claim,
        at,
        until,
        how,
        cause);
  }

  /** This approval, confirmed by the user. */
  public Approval confirmedByUser() {
    return new Approval(
        tenant,
        approvalId,
        state,
        callId,
        runId,
        requestedBy,
        actionDigest,
        previewDigest,
        asker,
        terms,
        excluded,
        requestedAt,
        position,
        expiresAt,
        dueAt,
        deadlinePosition,
        escalations,
        votes,
        quorum,
        brokenGlass,
        true,
        claimId,
        claimedAt,
        leaseUntil,
        mode,
        cause);
  }

  /** Where it stands, for whoever waits for it. */
  public ApprovalProgress progress() {
    return new ApprovalProgress(
        approvalId,
        state,
        previewDigest,
        expiresAt,
        quorum,
        terms.offline(),
        cause,
        claimId,
        claimedAt,
        leaseUntil);
  }

  /** Whether people can still decide at {@code now}. */
  public boolean isOpen(Instant now) {
    return state == ApprovalState.PENDING && now.isBefore(expiresAt);
  }

  /** Whether nobody can spend it any more, and nothing but its outcome may still come. */
  public boolean hasEnded() {
    return state.closed()
        || state == ApprovalState.CONSUMED
        || state == ApprovalState.OUTCOME_UNKNOWN;
  }

  /** Whether its time has run out at {@code now} and nobody has recorded that yet. */
  public boolean ranOut(Instant now) {
    return (state == ApprovalState.PENDING || state == ApprovalState.APPROVED)
        && !now.isBefore(expiresAt);
  }
}
