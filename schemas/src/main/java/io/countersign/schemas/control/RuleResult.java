package io.countersign.schemas.control;

import org.jspecify.annotations.Nullable;

/**
 * How one rule of a policy met a call.
 *
 * @param policy policy and content hash, as {@code name@sha256:…}
 * @param rule id of the rule
 * @param effect what the rule wants
 * @param match how it met the call
 * @param shadow whether the rule is only watched and has no effect
 * @param message why, when there is more to say
 */
public record RuleResult(
    String policy,
    String rule,
    RuleEffect effect,
    RuleMatch match,
    boolean shadow,
    @Nullable String message) {}
