package io.countersign.ingest.redact;

/**
 * One thing that was taken out. Several matches of one rule in one value are one redaction.
 *
 * @param pointer RFC 6901 pointer to the place in the redacted document: a name that had to be
 *     masked itself appears masked
 * @param ruleId the rule that asked for it, for example {@code github-token} or {@code key-name}
 */
public record Redaction(String pointer, Action action, String ruleId) {}
