package io.countersign.schemas.call;

import org.jspecify.annotations.Nullable;

/**
 * One check of an intent and what it found.
 *
 * @param check name of the check, such as {@code catalogue}
 * @param result how it went
 * @param code stable code, such as {@code TOOL_UNKNOWN}
 * @param message the finding in words a person understands
 * @param reference the rule or control that decided, with its version
 */
public record Reason(
    String check, CheckResult result, String code, String message, @Nullable String reference) {}
