package io.countersign.query.export;

import java.util.List;
import java.util.Optional;

/** Where entries come from. Calls block; safe for use by many threads. */
public interface ExportSource {

  /** What was asked for cannot be answered now; later it may. */
  final class Unavailable extends Exception {
    private static final long serialVersionUID = 1L;

    public Unavailable(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /**
   * How the events of a tenant in a range of time are numbered in one generation.
   *
   * @param generation the generation
   * @param first lowest number found
   * @param last highest number found
   * @param present how many were found
   */
  record Numbering(int generation, long first, long last, long present) {
    /** Numbers between the lowest and the highest that were not found. */
    public long missing() {
      return Math.max(0, last - first + 1 - present);
    }
  }

  /** Fixes up to where is read, and counts. */
  Opening open(ExportRequest request) throws Unavailable;

  /**
   * Reads entries in the order of the request, up to where was fixed.
   *
   * @param after the last entry that was read before
   * @param most entries to read at most; fewer means that there are no more
   */
  List<Row> read(ExportRequest request, Opening opening, Optional<Place> after, int most)
      throws Unavailable;

  /** How all events of the tenant in the range of time are numbered, whatever the filters. */
  List<Numbering> numbering(ExportRequest request, Opening opening) throws Unavailable;
}
