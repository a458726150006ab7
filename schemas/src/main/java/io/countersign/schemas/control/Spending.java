package io.countersign.schemas.control;

import io.countersign.schemas.call.Amounts;
import java.time.Instant;

/**
 * What a budget node has used in one window. Reserved is what calls under way may still use;
 * settled is what ended calls did use.
 *
 * @param budgetId the budget
 * @param subject the node among those of the budget; empty when it has only one
 * @param windowStart when the window began
 * @param windowEnd when the next window begins
 * @param settled used by ended calls
 * @param reserved reserved for calls under way
 * @param reported highest percentage of a limit that was reported in this window; 0 for none
 */
public record Spending(
    String budgetId,
    String subject,
    Instant windowStart,
    Instant windowEnd,
    Amounts settled,
    Amounts reserved,
    int reported) {}
