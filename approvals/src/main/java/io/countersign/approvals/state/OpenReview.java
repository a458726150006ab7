package io.countersign.approvals.state;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A broken glass that nobody has reviewed yet.
 *
 * @param approvalId the approval
 * @param callId its call
 * @param runId its run
 * @param by who broke it
 * @param dueAt until when it must be reviewed
 * @param position position of the event that began it
 * @param overdue whether it was not
 */
public record OpenReview(
    UUID approvalId,
    UUID callId,
    @Nullable String runId,
    String by,
    Instant dueAt,
    long position,
    boolean overdue) {
  /** This review, not made in time. */
  public OpenReview late() {
    return new OpenReview(approvalId, callId, runId, by, dueAt, position, true);
  }
}
