package io.countersign.schemas.control;

/**
 * A running call counted against a concurrency cap.
 *
 * @param limitId the limit
 * @param subject whose calls are counted
 */
public record Lease(String limitId, String subject) {}
