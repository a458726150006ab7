/**
 * The engine's plain Kafka clients: opening ledgers, ticks, and reading a log back for
 * re-execution.
 */
@NullMarked
package io.countersign.approvals.kafka;

import org.jspecify.annotations.NullMarked;
