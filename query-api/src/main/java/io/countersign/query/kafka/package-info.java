/**
 * The ways of queries to the log: reads are recorded in {@code countersign.commands}, and the live
 * stream reads {@code countersign.events}, with one consumer for all who are at its end and a
 * short-lived one for each who catches up. Imports Kafka's clients.
 */
@NullMarked
package io.countersign.query.kafka;

import org.jspecify.annotations.NullMarked;
