package io.countersign.approvals;

import io.countersign.approvals.state.Approval;
import io.countersign.approvals.state.Call;
import io.countersign.schemas.approval.ApprovalState;
import io.countersign.schemas.call.Severity;
import io.countersign.schemas.call.StandingAnswer;
import io.countersign.schemas.event.FindingRaised;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Finds approvals, and tells what stands against a command about one. */
final class Approvals {
  /** Returns an approval, or records that it is not known. */
  @Nullable Approval find(Moment moment, UUID approvalId, Recorder recorder) {
    Approval approval = moment.state().approval(moment.tenant(), approvalId);
    if (approval == null) {
      recorder.reject(
          moment.tenant(),
          null,
          null,
          moment.command().body().type(),
          "APPROVAL_UNKNOWN",
          "Expected an approval of the tenant, but %s is not known, or was long forgotten."
              .formatted(approvalId),
          null);
    }
    return approval;
  }

  void resolved(Moment moment, Approval approval, Recorder recorder) {
    reject(
        moment,
        approval,
        "ALREADY_RESOLVED",
        "Expected an approval that is still open, but it is %s.".formatted(approval.state()),
        recorder);
  }

  /** The tool may run already: somebody has to look what can be undone. */
  void tooLate(Moment moment, Approval approval, Recorder recorder) {
    if (approval.state() == ApprovalState.CLAIMED) {
      recorder.record(
          moment.tenant(),
          approval.runId(),
          approval.callId(),
          new FindingRaised(
              "REVOKED_TOO_LATE",
              Severity.HIGH,
              "Expected the approval to be taken back before the call ran, but it was claimed at %s. Look at the rollback plan of the call."
                  .formatted(approval.claimedAt()),
              List.of()));
    }
    reject(
        moment,
        approval,
        "TOO_LATE",
        "Expected an approval that is not spent, but it was claimed at %s."
            .formatted(approval.claimedAt()),
        recorder);
  }

  /** Records that a command about an approval was refused; the answer tells where it stands. */
  void reject(Moment moment, Approval approval, String code, String message, Recorder recorder) {
    recorder.reject(
        moment.tenant(),
        approval.runId(),
        approval.callId(),
        moment.command().body().type(),
        code,
        message,
        standing(moment, approval));
  }

  private static @Nullable StandingAnswer standing(Moment moment, Approval approval) {
    Call call =
        approval.callId() == null ? null : moment.state().call(moment.tenant(), approval.callId());
    return call == null || call.decision() == null
        ? null
        : ApprovalRequests.withApproval(call.decision(), null, approval);
  }
}
