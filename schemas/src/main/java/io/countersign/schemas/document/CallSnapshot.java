package io.countersign.schemas.document;

import io.countersign.schemas.call.CallState;
import io.countersign.schemas.call.Reason;
import io.countersign.schemas.call.Verdict;
import io.countersign.schemas.digest.Digest;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An open call as {@code countersign.calls} keeps it: enough to answer its caller after a restart.
 *
 * @param tenant tenant of the call
 * @param callId the call
 * @param runId correlation id, when there is one
 * @param state where the call stands
 * @param verdict the decision
 * @param reasons every check in order
 * @param actionDigest the exact action that was decided
 * @param ledger partition number of the ledger
 * @param position position of the decision
 * @param recordedAt when the decision was recorded
 * @param gateway the gateway that asked
 * @param validUntil until when an ALLOW may be used
 * @param changedAt position of the last event that changed this snapshot
 */
public record CallSnapshot(
    String tenant,
    UUID callId,
    @Nullable String runId,
    CallState state,
    Verdict verdict,
    List<Reason> reasons,
    Digest actionDigest,
    int ledger,
    long position,
    Instant recordedAt,
    String gateway,
    @Nullable Instant validUntil,
    long changedAt) {
  public CallSnapshot {
    reasons = List.copyOf(reasons);
  }
}
