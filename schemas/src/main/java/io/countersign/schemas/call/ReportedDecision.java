package io.countersign.schemas.call;

import org.jspecify.annotations.Nullable;

/**
 * What a gateway that decides by itself says it decided.
 *
 * @param verdict its verdict
 * @param reason its reason, redacted
 */
public record ReportedDecision(Verdict verdict, @Nullable String reason) {}
