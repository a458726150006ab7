/**
 * Runs the watch over each ledger as a Kafka Streams topology, exactly once: {@code
 * countersign.events} in, {@code countersign.alerts} out. Imports Kafka Streams, and {@code alert}
 * of this role.
 */
@NullMarked
package io.countersign.projections.alert.streams;

import org.jspecify.annotations.NullMarked;
