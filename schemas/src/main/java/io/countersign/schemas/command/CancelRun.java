package io.countersign.schemas.command;

import io.countersign.schemas.call.Limits;

/**
 * A run has ended: nobody wants what it still waits for.
 *
 * @param runId the run
 * @param reason why
 */
public record CancelRun(String runId, String reason) implements ApprovalCommand {
  public CancelRun {
    runId = Limits.identifier("runId", runId);
    reason = Limits.reason(reason);
  }
}
