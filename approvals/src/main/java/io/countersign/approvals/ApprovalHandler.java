package io.countersign.approvals;

import io.countersign.approvals.decision.Checks;
import io.countersign.schemas.command.ApprovalCommand;
import io.countersign.schemas.command.BreakGlass;
import io.countersign.schemas.command.CancelRun;
import io.countersign.schemas.command.CastVote;
import io.countersign.schemas.command.ClaimGrant;
import io.countersign.schemas.command.ConfirmCall;
import io.countersign.schemas.command.ReconcileOutcome;
import io.countersign.schemas.command.RecordNotification;
import io.countersign.schemas.command.ReviewBreakGlass;
import io.countersign.schemas.command.RevokeApproval;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Handles what is asked of approvals. */
final class ApprovalHandler {
  void handle(Moment moment, ApprovalCommand command, Checks checks, Recorder recorder) {
    recorder.reject(
        moment.tenant(),
        null,
        null,
        command.type(),
        "APPROVAL_UNKNOWN",
        "Expected an approval, but there is none.",
        null);
  }

  static @Nullable UUID callId(ApprovalCommand command) {
    return switch (command) {
      case ClaimGrant claim -> claim.callId();
      case ConfirmCall confirm -> confirm.callId();
      case ReconcileOutcome reconcile -> reconcile.callId();
      case CastVote vote -> null;
      case RevokeApproval revoke -> null;
      case CancelRun cancel -> null;
      case BreakGlass glass -> null;
      case ReviewBreakGlass review -> null;
      case RecordNotification notification -> null;
    };
  }
}
