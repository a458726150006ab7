package io.countersign.schemas.call;

import io.countersign.schemas.approval.ApprovalProgress;
import io.countersign.schemas.digest.Digest;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The decision that stands when a command repeats an earlier one.
 *
 * @param eventId the decision that stands
 * @param position its position in the ledger
 * @param recordedAt when it was recorded
 * @param verdict its verdict
 * @param reasons its reasons
 * @param actionDigest the action it is about
 * @param validUntil until when an ALLOW may be used
 * @param callId the call that stands, when it is another than the one that asked
 * @param approval where the approval of the call stands, when there is one
 */
public record StandingAnswer(
    UUID eventId,
    long position,
    Instant recordedAt,
    Verdict verdict,
    List<Reason> reasons,
    Digest actionDigest,
    @Nullable Instant validUntil,
    @Nullable UUID callId,
    @Nullable ApprovalProgress approval) {
  /** The answer about a call that nobody has to approve. */
  public StandingAnswer(
      UUID eventId,
      long position,
      Instant recordedAt,
      Verdict verdict,
      List<Reason> reasons,
      Digest actionDigest,
      @Nullable Instant validUntil) {
    this(eventId, position, recordedAt, verdict, reasons, actionDigest, validUntil, null, null);
  }

  public StandingAnswer {
    reasons = List.copyOf(reasons);
  }
}
