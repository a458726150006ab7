package io.countersign.schemas.call;

/**
 * One thing that was taken out of a document before it was written.
 *
 * @param pointer RFC 6901 pointer to the place
 * @param action {@code MASK}, {@code HASH}, {@code DROP} or {@code TRUNCATE}
 * @param ruleId the rule that asked for it
 */
public record Redaction(String pointer, String action, String ruleId) {}
