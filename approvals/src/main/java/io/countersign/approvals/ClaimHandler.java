package io.countersign.approvals;

import io.countersign.approvals.decision.Checks;
import io.countersign.approvals.decision.Question;
import io.countersign.approvals.state.Approval;
import io.countersign.approvals.state.Call;
import io.countersign.schemas.approval.ApprovalState;
import io.countersign.schemas.approval.GrantMode;
import io.countersign.schemas.call.CallState;
import io.countersign.schemas.call.Risk;
import io.countersign.schemas.call.Severity;
import io.countersign.schemas.command.ClaimGrant;
import io.countersign.schemas.command.RecordIntent;
import io.countersign.schemas.control.ApprovalTerms;
import io.countersign.schemas.event.FindingRaised;
import io.countersign.schemas.event.GrantClaimed;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Spends approvals, each once: the first claim in the log wins. Everything is checked again in that
 * moment. What is wrong with a claim never costs the approval; what is wrong with the world does.
 */
final class ClaimHandler {
  private static final VoteHandler.Refusal OFFLINE =
      new VoteHandler.Refusal(
          "OFFLINE_NOT_ALLOWED",
          "Expected an online claim, because no rule permits an offline one for this call.");

  private final Approvals approvals = new Approvals();

  void claim(Moment moment, ClaimGrant claim, Checks checks, Recorder recorder) {
    Call call = moment.state().call(moment.tenant(), claim.callId());
    Approval approval =
        call == null || call.approvalId() == null
            ? null
            : moment.state().approval(moment.tenant(), call.approvalId());
    if (call == null || approval == null) {
      noApproval(moment, claim, call, recorder);
    } else if (!call.gateway().equals(moment.command().source().gateway())) {
      approvals.reject(
          moment,
          approval,
          "WRONG_GATEWAY",
          "Expected the gateway that asked for the call, but another one claims it.",
          recorder);
    } else if (!isSpentOrClosed(moment, approval, claim, recorder)) {
      spend(moment, approval, call, claim, checks, recorder);
    }
  }

  private static void noApproval(
      Moment moment, ClaimGrant claim, @Nullable Call call, Recorder recorder) {
    boolean allowed = call != null && call.state() == CallState.ALLOWED;
    recorder.reject(
        moment.tenant(),
        call == null ? null : call.runId(),
        claim.callId(),
        claim.type(),
        call == null ? "CALL_UNKNOWN" : allowed ? "CLAIM_NOT_NEEDED" : "NOT_APPROVED",
        call == null
            ? "Expected a call that was asked for, but %s is not known.".formatted(claim.callId())
            : allowed
                ? "Expected a call that was approved, but this one was allowed without: run it, and report how it ended."
                : "Expected a call that was approved, but it is %s.".formatted(call.state()),
        call == null ? null : call.decision());
  }

  /** Whether there is nothing to claim any more, or not yet; recorded then. */
  private boolean isSpentOrClosed(
      Moment moment, Approval approval, ClaimGrant claim, Recorder recorder) {
    if (approval.claimId() != null) {
      spent(moment, approval, claim, recorder);
      return true;
    }
    if (approval.ranOut(moment.now())) {
      ApprovalState end = Closing.runOut(approval, recorder);
      approvals.reject(
          moment,
          approval,
          end.name(),
          "Expected a claim before %s, but it comes later. Ask again."
              .formatted(approval.expiresAt()),
          recorder);
      return true;
    }
    if (approval.state() == ApprovalState.APPROVED) {
      return false;
    }
    approvals.reject(
        moment,
        approval,
        approval.state() == ApprovalState.PENDING ? "NOT_APPROVED" : approval.state().name(),
        approval.state() == ApprovalState.PENDING
            ? "Expected an approval, but people have not decided yet."
            : "Expected an approval that can be claimed, but it is %s (%s)."
                .formatted(approval.state(), approval.cause()),
        recorder);
    return true;
  }

  private void spent(Moment moment, Approval approval, ClaimGrant claim, Recorder recorder) {
    boolean repeat =
        claim.claimId().equals(approval.claimId())
            && claim.mode() == approval.mode()
            && claim.actionDigest().equals(approval.actionDigest())
            && approval.state() == ApprovalState.CLAIMED
            && moment.now().isBefore(Objects.requireNonNull(approval.leaseUntil()));
    approvals.reject(
        moment,
        approval,
        repeat ? "CLAIM_REPEATED" : "ALREADY_CLAIMED",
        repeat
            ? "Expected a first claim, but the same one was recorded; its receipt stands."
            : "Expected an approval that is not spent, but it was claimed at %s under %s."
                .formatted(approval.claimedAt(), approval.claimId()),
        recorder);
  }

  private void spend(
      Moment moment,
      Approval approval,
      Call call,
      ClaimGrant claim,
      Checks checks,
      Recorder recorder) {
    if (!claim.actionDigest().equals(approval.actionDigest())) {
      otherAction(moment, approval, recorder);
      return;
    }
    Optional<VoteHandler.Refusal> refusal = refusal(moment, approval, call, claim);
    if (refusal.isPresent()) {
      approvals.reject(moment, approval, refusal.get().code(), refusal.get().message(), recorder);
      return;
    }
    RecordIntent intent =
        Objects.requireNonNull(
            moment.state().intent(moment.tenant(), call.callId()), "an approved call has one");
    Resolution resolution = new Resolution(moment, checks, recorder);
    switch (resolution.again(approval, intent, Question.Stage.CLAIM)) {
      case Resolution.Ends ends -> {
        Closing.close(approval, ends.state(), ends.cause(), ends.message(), recorder);
        approvals.reject(moment, approval, ends.state().name(), ends.message(), recorder);
      }
      case Resolution.Waits waits ->
          approvals.reject(moment, approval, waits.code(), waits.message(), recorder);
      case Resolution.Holds holds when isOfflineNoMore(claim, holds) ->
          approvals.reject(moment, approval, OFFLINE.code(), OFFLINE.message(), recorder);
      case Resolution.Holds holds -> record(moment, approval, intent, claim, holds, recorder);
    }
  }

  private static Optional<VoteHandler.Refusal> refusal(
      Moment moment, Approval approval, Call call, ClaimGrant claim) {
    if (moment.clockSuspect()) {
      return Optional.of(
          new VoteHandler.Refusal(
              "CLOCK_SUSPECT",
              "Expected clocks that agree, but they do not, so nobody can tell whether the approval is still valid."));
    }
    boolean offline = claim.mode() == GrantMode.OFFLINE;
    return offline && (!approval.terms().offline() || call.risk() == Risk.DESTRUCTIVE)
        ? Optional.of(OFFLINE)
        : Optional.empty();
  }

  /** Whether a rule that asks now lets nobody spend the approval offline any more. */
  private static boolean isOfflineNoMore(ClaimGrant claim, Resolution.Holds again) {
    ApprovalTerms terms = again.decision().approval();
    return claim.mode() == GrantMode.OFFLINE && terms != null && !terms.offline();
  }

  private void otherAction(Moment moment, Approval approval, Recorder recorder) {
    recorder.record(
        moment.tenant(),
        approval.runId(),
        approval.callId(),
        new FindingRaised(
            "CLAIM_DIGEST_MISMATCH",
            Severity.HIGH,
            "Expected a claim for the action that people approved, but the gateway is about to run another one.",
            List.of()));
    approvals.reject(
        moment,
        approval,
        "DIGEST_MISMATCH",
        "Expected the action that people approved, but the digest of what is to run is another. The approval stands.",
        recorder);
  }

  private static void record(
      Moment moment,
      Approval approval,
      RecordIntent intent,
      ClaimGrant claim,
      Resolution.Holds again,
      Recorder recorder) {
    recorder.record(
        moment.tenant(),
        approval.runId(),
        approval.callId(),
        new GrantClaimed(
            approval.approvalId(),
            claim.callId(),
            claim.claimId(),
            claim.mode(),
            moment.command().source().gateway(),
            claim.actionDigest(),
            again.decision().holds(),
            moment.now().plusMillis(moment.head().settings().outcomeDueMillis())));
    IntentHandler.tellThresholds(moment, intent, again.decision().holds(), recorder);
  }
}
