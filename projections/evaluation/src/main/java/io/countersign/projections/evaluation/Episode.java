package io.countersign.projections.evaluation;

/**
 * The label of an attack.
 *
 * @param scenario what it looks like
 * @param firstMinute the minute of its first event
 * @param lastMinute the minute of its last event
 * @param events how many it added
 */
record Episode(Scenario scenario, int firstMinute, int lastMinute, int events) {}
