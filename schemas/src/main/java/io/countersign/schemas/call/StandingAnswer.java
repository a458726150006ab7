package io.countersign.schemas.call;

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
 */
public record StandingAnswer(
    UUID eventId,
    long position,
    Instant recordedAt,
    Verdict verdict,
    List<Reason> reasons,
    Digest actionDigest,
    @Nullable Instant validUntil) {
  public StandingAnswer {
    reasons = List.copyOf(reasons);
  }
}
