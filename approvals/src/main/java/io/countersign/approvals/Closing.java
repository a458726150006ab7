package io.countersign.approvals;

import io.countersign.approvals.state.Approval;
import io.countersign.approvals.state.Call;
import io.countersign.schemas.approval.ApprovalState;
import io.countersign.schemas.event.ApprovalClosed;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Ends approvals that will not run. */
final class Closing {
  private Closing() {}

  /**
   * Records that an approval ended.
   *
   * @param cause stable code
   * @param by the person who ended it, when one did
   */
  static void close(
      Approval approval,
      ApprovalState end,
      String cause,
      String message,
      @Nullable String by,
      @Nullable UUID supersededBy,
      Recorder recorder) {
    recorder.record(
        approval.tenant(),
        approval.runId(),
        approval.callId(),
        new ApprovalClosed(
            approval.approvalId(), approval.callId(), end, cause, message, by, supersededBy));
  }

  static void close(
      Approval approval, ApprovalState end, String cause, String message, Recorder recorder) {
    close(approval, end, cause, message, null, null, recorder);
  }

  /**
   * Records that the time of an approval has run out, so that a late tick changes nothing.
   *
   * @return how it ended
   */
  static ApprovalState runOut(Approval approval, Recorder recorder) {
    boolean undecided = approval.state() == ApprovalState.PENDING;
    ApprovalState end = undecided ? ApprovalState.EXPIRED : ApprovalState.LAPSED;
    close(
        approval,
        end,
        end.name(),
        (undecided
                ? "Expected a decision until %s, but nobody decided."
                : "Expected a claim until %s, but nobody claimed.")
            .formatted(approval.expiresAt()),
        recorder);
    return end;
  }

  /**
   * Ends an approval that nobody will claim any more: what was granted is taken back, what waits is
   * cancelled.
   */
  static void giveUp(Approval approval, String cause, String message, Recorder recorder) {
    boolean granted = approval.state() == ApprovalState.APPROVED;
    close(
        approval,
        granted ? ApprovalState.REVOKED : ApprovalState.CANCELLED,
        cause,
        message,
        recorder);
  }

  /** The same for the approval of a call, if it has one that is not spent. */
  static void giveUp(Moment moment, Call call, String cause, String message, Recorder recorder) {
    Approval approval =
        call.approvalId() == null || !ApprovalHandler.isUnspent(call.state())
            ? null
            : moment.state().approval(moment.tenant(), call.approvalId());
    if (approval != null) {
      giveUp(approval, cause, message, recorder);
    }
  }
}
