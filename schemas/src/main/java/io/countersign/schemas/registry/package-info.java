/**
 * A client of schema registries that speak the Confluent Schema Registry REST API (Confluent,
 * Apicurio's {@code /apis/ccompat/v7}, Karapace, Redpanda). Imports the JDK's HTTP client and
 * Jackson; knows neither Avro nor Kafka.
 */
@NullMarked
package io.countersign.schemas.registry;

import org.jspecify.annotations.NullMarked;
