package io.countersign.schemas.control;

import java.time.Instant;

/**
 * Where a rate limit stands for one subject.
 *
 * @param limitId the limit
 * @param subject whose calls are counted
 * @param fullAt theoretical arrival time: from then on the whole burst is free again
 */
public record RateUse(String limitId, String subject, Instant fullAt) {}
