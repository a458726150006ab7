package io.countersign.ingest;

import io.countersign.schemas.approval.ApprovalProgress;
import io.countersign.schemas.approval.ApprovalState;
import io.countersign.schemas.approval.GrantMode;
import io.countersign.schemas.call.CallState;
import io.countersign.schemas.call.ToolReference;
import io.countersign.schemas.command.ClaimGrant;
import io.countersign.schemas.document.CallSnapshot;
import io.countersign.schemas.jose.Grant;
import io.countersign.schemas.jose.GrantIssuer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;

/**
 * Signs what the engine has granted, for the gateway that it was granted to and for nobody else. A
 * grant decides nothing: it repeats what is recorded. Safe for concurrent use.
 */
public final class Grants {
  private final GrantIssuer issuer;
  private final RecentCalls calls;
  private final InstantSource clock;

  /**
   * @param calls where calls stand
   */
  public Grants(GrantIssuer issuer, RecentCalls calls, InstantSource clock) {
    this.issuer = issuer;
    this.calls = calls;
    this.clock = clock;
  }

  /** A grant of an approved call, still to be claimed; empty for whoever is not its gateway. */
  public Optional<String> approved(CallSnapshot call, String subject) {
    ApprovalProgress approval = call.approval();
    if (call.state() != CallState.APPROVED
        || approval == null
        || approval.state() != ApprovalState.APPROVED
        || !call.gateway().equals(subject)) {
      return Optional.empty();
    }
    return signed(
        call, approval.approvalId(), approval.approvalId(), GrantMode.ONLINE, approval.expiresAt());
  }

  /** The same for a call that is named; empty when it is not remembered. */
  Optional<String> approved(String tenant, UUID callId, String subject) {
    return calls.find(tenant, callId).flatMap(call -> approved(call, subject));
  }

  /**
   * A grant of a call that was claimed to be spent by its gateway's own journal.
   *
   * @param leaseUntil until when the claim holds
   */
  Optional<String> claimed(
      String tenant, ClaimGrant claim, UUID approvalId, String subject, Instant leaseUntil) {
    return calls
        .find(tenant, claim.callId())
        .filter(call -> call.gateway().equals(subject))
        .filter(call -> call.actionDigest().equals(claim.actionDigest()))
        .flatMap(call -> signed(call, claim.claimId(), approvalId, GrantMode.OFFLINE, leaseUntil));
  }

  private Optional<String> signed(
      CallSnapshot call, UUID id, UUID approvalId, GrantMode mode, Instant until) {
    ToolReference tool = call.tool();
    Instant now = clock.instant();
    Instant longest = now.plus(Grant.LONGEST);
    Instant end = until.isBefore(longest) ? until : longest;
    if (tool == null || end.isBefore(now.plusSeconds(1))) {
      return Optional.empty();
    }
    return Optional.of(
        issuer.issue(
            new Grant(
                id,
                call.gateway(),
                call.tenant(),
                approvalId,
                call.callId(),
                mode,
                tool.server(),
                tool.name(),
                tool.schemaDigest(),
                call.actionDigest(),
                call.environment(),
                call.ledger(),
                call.position(),
                now,
                end)));
  }
}
