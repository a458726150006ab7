package io.countersign.schemas.command;

import io.countersign.schemas.call.Amounts;
import io.countersign.schemas.call.Limits;
import io.countersign.schemas.call.OutcomeStatus;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An operator found out how a call ended whose outcome never came.
 *
 * @param callId the call, a UUIDv7
 * @param status what became of the call
 * @param usage what was used, when it is known
 * @param reason how it is known
 * @param by who found out
 */
public record ReconcileOutcome(
    UUID callId, OutcomeStatus status, @Nullable Amounts usage, String reason, String by)
    implements ApprovalCommand {
  public ReconcileOutcome {
    reason = Limits.reason(reason);
    by = Limits.identifier("by", by);
  }
}
