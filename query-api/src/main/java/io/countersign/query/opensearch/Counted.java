package io.countersign.query.opensearch;

import io.countersign.schemas.json.JsonObject;
import java.util.Optional;

/**
 * What was counted about everything that a list's filters find.
 *
 * @param total how many entries there are
 * @param facets the counts of each facet by its name
 * @param histogram the counts by time, when they were asked for
 * @param readUpTo up to which position the tenant's ledger had been read
 */
public record Counted(
    long total, JsonObject facets, Optional<JsonObject> histogram, JsonObject readUpTo) {}
