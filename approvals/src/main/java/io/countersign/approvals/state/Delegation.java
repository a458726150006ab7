package io.countersign.approvals.state;

import io.countersign.schemas.approval.Voter;
import java.time.Instant;

/**
 * An approver lets another person vote in their place.
 *
 * @param from who is away, with their groups
 * @param to who votes instead
 * @param until until when
 */
public record Delegation(Voter from, String to, Instant until) {}
