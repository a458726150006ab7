package io.countersign.query.export;

import io.countersign.schemas.json.JsonObject;

/**
 * Where an entry stands in its ledger. For a call it is that of its first event.
 *
 * @param ledger number of the ledger
 * @param generation generation of the ledger
 * @param position position in it
 */
public record Place(int ledger, int generation, long position) {
  JsonObject json() {
    return JsonObject.builder()
        .put("ledger", ledger)
        .put("generation", generation)
        .put("position", position)
        .build();
  }

  static Place of(JsonObject json) {
    return new Place(
        (int) Stored.whole(json, "ledger"),
        (int) Stored.whole(json, "generation"),
        Stored.whole(json, "position"));
  }
}
