package io.countersign.projections.kafka;

import io.countersign.schemas.Indexes.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What a rebuild came to.
 *
 * @param generation the generation that readers are given now
 * @param events events of the record that it was made of
 * @param codes events by code, as counted in the record and found in the index
 * @param documents documents by kind of index, as counted in the record and found
 * @param unreadable records that are no events: they are dead letters of the projections
 * @param refused documents that the index refused: they are dead letters now
 * @param took how long this run took
 * @param dropped indexes that were deleted
 */
public record RebuildResult(
    int generation,
    long events,
    Map<String, Long> codes,
    Map<Kind, Long> documents,
    long unreadable,
    long refused,
    Duration took,
    List<String> dropped) {}
