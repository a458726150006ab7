/**
 * What every role does the same way with Kafka: client properties, and topics that are created and
 * verified at start-up. Imports {@code org.apache.kafka} and the root of schemas.
 */
@NullMarked
package io.countersign.schemas.kafka;

import org.jspecify.annotations.NullMarked;
