/**
 * The engine: a pure, deterministic function from state and command to events, and the fold that
 * applies them. Plain Java; knows no Kafka, no clock, no chance, no environment.
 */
@NullMarked
package io.countersign.approvals;

import org.jspecify.annotations.NullMarked;
