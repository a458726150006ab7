package io.countersign.approvals.whatif;

import io.countersign.schemas.call.Reason;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A call whose verdict would have been another.
 *
 * @param callId the call
 * @param runId its run, when it named one
 * @param agent agent that asked, when named
 * @param principal whom the agent acted for, when named
 * @param environment environment, when named
 * @param recordedAt log time of its decision
 * @param consequence whether it changed only because earlier calls did: with what they use, the
 *     policy alone would have let it be
 * @param before reasons of the recorded decision
 * @param after reasons of the other one
 */
public record ChangedCall(
    UUID callId,
    @Nullable String runId,
    @Nullable String agent,
    @Nullable String principal,
    @Nullable String environment,
    Instant recordedAt,
    boolean consequence,
    List<Reason> before,
    List<Reason> after) {
  public ChangedCall {
    before = List.copyOf(before);
    after = List.copyOf(after);
  }
}
