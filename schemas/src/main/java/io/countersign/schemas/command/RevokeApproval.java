package io.countersign.schemas.command;

import io.countersign.schemas.call.Limits;
import java.util.UUID;

/**
 * Somebody takes an approval back before it is spent.
 *
 * @param approvalId the approval
 * @param reason why, in the words of the person
 * @param by who takes it back
 */
public record RevokeApproval(UUID approvalId, String reason, String by) implements ApprovalCommand {
  public RevokeApproval {
    reason = Limits.reason(reason);
    by = Limits.identifier("by", by);
  }
}
