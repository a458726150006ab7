/**
 * The statistical detector: how many of something happened, was that many expected, and who did it.
 * Pure and deterministic: counts with ledger times go in, bursts come out, the state between is
 * bytes; no clock, no chance, no I/O. Start reading at {@link SeriesDetector}; {@link TopEntities}
 * bounds how many series there are, {@link Attribution} makes one alert of the bursts of a moment.
 * Plain Java, with Commons Numbers for the incomplete beta function.
 */
@NullMarked
package io.countersign.projections.alert.detect;

import org.jspecify.annotations.NullMarked;
