package io.countersign.query.export;

import io.countersign.schemas.json.JsonArray;
import io.countersign.schemas.json.JsonNumber;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonValue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What has been counted of the entries that were written.
 *
 * @param read entries
 * @param first the first one
 * @param last the last one, after which reading goes on
 * @param lastSequence its number within the tenant
 * @param counts entries by code
 * @param holes numbers of the tenant between two entries that nothing had, at most {@link
 *     #MAX_HOLES}
 * @param missing how many numbers all holes have, also those that are not listed
 */
public record Tally(
    long read,
    Optional<Place> first,
    Optional<Place> last,
    long lastSequence,
    Map<String, Long> counts,
    List<Hole> holes,
    long missing) {
  /** Most holes that are listed. */
  public static final int MAX_HOLES = 1_000;

  static final Tally NONE =
      new Tally(0, Optional.empty(), Optional.empty(), -1, Map.of(), List.of(), 0);

  /** Nothing yet. */
  public static Tally none() {
    return NONE;
  }

  /** The same after some more entries, in the order in which they were written. */
  public Tally with(List<Row> rows) {
    Counter counter = new Counter(this);
    rows.forEach(counter::add);
    return counter.tally();
  }

  /**
   * Numbers of a tenant that no event had, both included.
   *
   * @param generation generation of the ledger
   */
  public record Hole(int generation, long from, long to) {
    JsonObject json() {
      return JsonObject.builder()
          .put("generation", generation)
          .put("from", from)
          .put("to", to)
          .build();
    }
  }

  public Tally {
    counts = Collections.unmodifiableMap(new TreeMap<>(counts));
    holes = List.copyOf(holes);
  }

  /** Counts one entry after another. */
  static final class Counter {
    private long read;
    private Optional<Place> first;
    private Optional<Place> last;
    private long lastSequence;
    private final Map<String, Long> counts;
    private final List<Hole> holes;
    private long missing;

    Counter(Tally from) {
      this.read = from.read;
      this.first = from.first;
      this.last = from.last;
      this.lastSequence = from.lastSequence;
      this.counts = new TreeMap<>(from.counts);
      this.holes = new ArrayList<>(from.holes);
      this.missing = from.missing;
    }

    void add(Row row) {
      boolean numbered = row.sequence() >= 0 && lastSequence >= 0;
      boolean sameGeneration =
          last.filter(place -> place.generation() == row.place().generation()).isPresent();
      if (numbered && sameGeneration) {
        long low = Math.min(lastSequence, row.sequence());
        long high = Math.max(lastSequence, row.sequence());
        if (high - low > 1) {
          missing += high - low - 1;
          if (holes.size() < MAX_HOLES) {
            holes.add(new Hole(row.place().generation(), low + 1, high - 1));
          }
        }
      }
      read++;
      first = first.isPresent() ? first : Optional.of(row.place());
      last = Optional.of(row.place());
      lastSequence = row.sequence();
      counts.merge(row.code(), 1L, Long::sum);
    }

    Tally tally() {
      return new Tally(read, first, last, lastSequence, counts, holes, missing);
    }
  }

  JsonObject countsJson() {
    JsonObject.Builder json = JsonObject.builder();
    counts.forEach(json::put);
    return json.build();
  }

  JsonArray holesJson() {
    return new JsonArray(holes.stream().<JsonValue>map(Hole::json).toList());
  }

  JsonObject json() {
    return JsonObject.builder()
        .put("read", read)
        .putIfPresent("first", first.map(Place::json))
        .putIfPresent("last", last.map(Place::json))
        .put("lastSequence", lastSequence)
        .put("counts", countsJson())
        .put("holes", holesJson())
        .put("missing", missing)
        .build();
  }

  static Tally of(JsonObject json) {
    Map<String, Long> counts = new TreeMap<>();
    json.object("counts")
        .orElse(JsonObject.EMPTY)
        .members()
        .forEach((code, count) -> counts.put(code, ((JsonNumber) count).longValue()));
    return new Tally(
        Stored.whole(json, "read"),
        json.object("first").map(Place::of),
        json.object("last").map(Place::of),
        Stored.whole(json, "lastSequence"),
        counts,
        Stored.objects(json, "holes").stream()
            .map(
                hole ->
                    new Hole(
                        (int) Stored.whole(hole, "generation"),
                        Stored.whole(hole, "from"),
                        Stored.whole(hole, "to")))
            .toList(),
        Stored.whole(json, "missing"));
  }
}
