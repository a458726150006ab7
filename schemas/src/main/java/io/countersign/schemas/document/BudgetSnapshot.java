package io.countersign.schemas.document;

import io.countersign.schemas.control.Budget;
import io.countersign.schemas.control.Spending;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a budget node has used in one window, as {@code countersign.budgets} keeps it.
 *
 * @param tenant tenant of the budget
 * @param spending the node, the window and what was used and reserved
 * @param budget the budget with its limits, when it is known
 * @param ledger partition number of the ledger
 * @param generation generation of the ledger
 * @param position position of the event that last changed the window
 * @param recordedAt when that event was recorded
 */
public record BudgetSnapshot(
    String tenant,
    Spending spending,
    @Nullable Budget budget,
    int ledger,
    int generation,
    long position,
    Instant recordedAt) {}
