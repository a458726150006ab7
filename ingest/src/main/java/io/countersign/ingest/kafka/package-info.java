/**
 * Ingest on Kafka: appending commands, following events and call snapshots, reading {@code
 * countersign.intake}. Imports {@code org.apache.kafka}, the Avro codecs and the rest of ingest.
 */
@NullMarked
package io.countersign.ingest.kafka;

import org.jspecify.annotations.NullMarked;
