/**
 * Follows {@code countersign.events} and writes {@code countersign.calls}, {@code
 * countersign.controls}, {@code countersign.budgets} and dead letters. Imports Kafka, {@code
 * io.countersign.schemas.kafka}, {@code document} and {@code opensearch} of this role.
 */
@NullMarked
package io.countersign.projections.kafka;

import org.jspecify.annotations.NullMarked;
