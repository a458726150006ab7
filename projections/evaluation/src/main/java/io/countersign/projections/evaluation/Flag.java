package io.countersign.projections.evaluation;

/**
 * A detector found a moment strange.
 *
 * @param minute when it could say so: the minute whose end it needed
 * @param score how strange, in its own measure
 * @param opening how strange to open an alert; otherwise it extends one that is open
 */
public record Flag(int minute, double score, double opening) {}
