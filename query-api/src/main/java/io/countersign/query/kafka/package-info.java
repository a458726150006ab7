/**
 * The live stream's way to the log: one consumer for all who are at its end, and a short-lived one
 * for each who catches up. Imports the Kafka client.
 */
@NullMarked
package io.countersign.query.kafka;

import org.jspecify.annotations.NullMarked;
