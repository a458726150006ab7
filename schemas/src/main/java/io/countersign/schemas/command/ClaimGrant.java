package io.countersign.schemas.command;

import io.countersign.schemas.approval.GrantMode;
import io.countersign.schemas.digest.Digest;
import java.util.UUID;

/**
 * A gateway spends an approval, just before the tool runs.
 *
 * @param callId the call, a UUIDv7
 * @param claimId the claim, a UUIDv7; the same one again is a repeat
 * @param actionDigest the exact action that is about to run
 * @param mode how it is spent
 */
public record ClaimGrant(UUID callId, UUID claimId, Digest actionDigest, GrantMode mode)
    implements ApprovalCommand {}
