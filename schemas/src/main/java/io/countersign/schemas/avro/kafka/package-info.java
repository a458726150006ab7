/**
 * Avro records as Kafka values in the Confluent wire format, with schemas from a registry. Imports
 * Avro and the Kafka client, and {@link io.countersign.schemas.registry}. The domain's codecs are
 * one package up; this one knows no schema of ours.
 */
@NullMarked
package io.countersign.schemas.avro.kafka;

import org.jspecify.annotations.NullMarked;
