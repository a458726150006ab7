package io.countersign.query.export;

import io.countersign.schemas.json.JsonObject;
import java.time.Instant;

/**
 * What was fixed when an export began to read.
 *
 * @param startedAt when that was
 * @param readUpTo up to which position the tenant's ledger could be found, by ledger
 * @param upTo the last place that belongs to the export; its position is -1 while nothing was read
 * @param total entries to be expected, by a count at that time
 */
public record Opening(Instant startedAt, JsonObject readUpTo, Place upTo, long total) {
  JsonObject json() {
    return JsonObject.builder()
        .put("startedAt", startedAt.toString())
        .put("readUpTo", readUpTo)
        .put("upTo", upTo.json())
        .put("total", total)
        .build();
  }

  static Opening of(JsonObject json) {
    return new Opening(
        Stored.time(json, "startedAt"),
        json.object("readUpTo").orElse(JsonObject.EMPTY),
        Place.of(json.object("upTo").orElse(JsonObject.EMPTY)),
        Stored.whole(json, "total"));
  }
}
