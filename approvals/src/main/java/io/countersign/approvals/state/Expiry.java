package io.countersign.approvals.state;

import java.time.Instant;

/**
 * A row that may be forgotten in time. Stored in the order of times.
 *
 * @param at when it may be forgotten at the earliest
 * @param position position of the event that made the row
 * @param index which row of that event
 * @param kind what kind of row
 * @param tenant tenant of the row
 * @param id its budget or limit
 * @param subject whose calls it counts
 */
public record Expiry(
    Instant at,
    long position,
    int index,
    ExpiryKind kind,
    String tenant,
    String id,
    String subject) {}
