package io.countersign.approvals.state;

import java.time.Instant;
import java.util.UUID;

/**
 * Something that falls due.
 *
 * @param dueAt when
 * @param position position of the event that set it, which makes the key unique
 * @param kind what falls due
 * @param tenant its tenant
 * @param id the call of an outcome, else the approval
 */
public record Deadline(Instant dueAt, long position, DeadlineKind kind, String tenant, UUID id) {}
