package io.countersign.approvals.state;

import java.time.Instant;
import java.util.UUID;

/**
 * An outcome that is expected. Stored in the order of due times, then positions.
 *
 * @param dueAt when it is overdue
 * @param position position of the decision, which makes the key unique
 * @param tenant tenant of the call
 * @param callId the call
 */
public record Deadline(Instant dueAt, long position, String tenant, UUID callId) {}
