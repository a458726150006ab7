package io.countersign.schemas.event;

import io.countersign.schemas.call.Limits;
import io.countersign.schemas.call.Risk;
import io.countersign.schemas.call.ToolReference;
import io.countersign.schemas.control.ApprovalTerms;
import io.countersign.schemas.digest.Digest;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * People have to decide on one exact action.
 *
 * @param approvalId the approval, a UUIDv7
 * @param callId the call
 * @param actionDigest the exact action
 * @param previewDigest digest of what approvers are shown
 * @param asker digest of who asked: agent, principal, client, environment and run
 * @param tool the tool
 * @param environment environment of the call, when it named one
 * @param risk risk class in force
 * @param gateway the gateway that may claim
 * @param terms what the approval must satisfy
 * @param excluded people whose vote does not count: principal, owner of the agent, initiator of the
 *     run, authors of the rules that ask, and whom the rules exclude
 * @param fellBack groups without anybody eligible, in whose place the fallback group decides
 * @param expiresAt until when people may decide
 * @param supersedes the approval in whose place this one is
 */
public record ApprovalRequested(
    UUID approvalId,
    UUID callId,
    Digest actionDigest,
    Digest previewDigest,
    Digest asker,
    ToolReference tool,
    @Nullable String environment,
    @Nullable Risk risk,
    String gateway,
    ApprovalTerms terms,
    List<String> excluded,
    List<String> fellBack,
    Instant expiresAt,
    @Nullable UUID supersedes)
    implements ApprovalEvent {
  public ApprovalRequested {
    excluded = Limits.list("excluded", excluded);
    fellBack = Limits.list("fellBack", fellBack);
  }

  @Override
  public EventCode code() {
    return EventCode.CS3000I;
  }
}
