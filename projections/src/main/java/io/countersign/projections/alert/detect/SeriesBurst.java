package io.countersign.projections.alert.detect;

/** A burst, and in which series it is. */
public record SeriesBurst(Series series, Burst burst) {}
