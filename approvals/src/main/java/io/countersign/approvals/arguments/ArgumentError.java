package io.countersign.approvals.arguments;

/**
 * One reason why arguments are not accepted. Never holds a value of the arguments: it is recorded
 * and shown.
 *
 * @param pointer JSON pointer into the arguments; empty for all of them
 * @param keyword the keyword of the JSON Schema that failed, or {@code limit} or {@code redaction}
 * @param message "Expected …, but …"
 */
public record ArgumentError(String pointer, String keyword, String message) {}
