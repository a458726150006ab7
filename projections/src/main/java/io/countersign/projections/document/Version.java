package io.countersign.projections.document;

import io.countersign.schemas.event.EventEnvelope;
import io.countersign.schemas.json.JsonObject;

/**
 * External versions of documents. Within the first generation of a ledger a version is the position
 * of the last applied event plus one, so that zero is before every event; a later generation starts
 * its positions again, and its versions come after all of the one before.
 */
public final class Version {
  /** Before any event. */
  public static final long NONE = 0;

  /** Positions of one generation: 17 billion thousand, well beyond what a ledger can hold. */
  private static final int POSITION_BITS = 44;

  private Version() {}

  /** The version of a document whose last event is {@code event}. */
  public static long of(EventEnvelope event) {
    return of(event.generation(), event.position());
  }

  /** The version of a document by its members {@code generation} and {@code position}. */
  public static long of(JsonObject folded) {
    return of(
        Math.toIntExact(folded.integer("generation").orElse(1L)),
        folded.integer("position").orElse(NONE - 1));
  }

  /** The version for a generation, from 1, and a position, from 0. */
  public static long of(int generation, long position) {
    if (generation < 1 || position < -1 || position >= 1L << POSITION_BITS) {
      throw new IllegalArgumentException(
          "Expected a generation from 1 and a position from 0, but was %d and %d"
              .formatted(generation, position));
    }
    return ((long) (generation - 1) << POSITION_BITS) + position + 1;
  }

  /** The generation that a version is of. */
  public static int generation(long version) {
    return (int) ((version - 1) >> POSITION_BITS) + 1;
  }

  /** The position that a version is of; not for {@link #NONE}. */
  public static long position(long version) {
    return (version - 1) & ((1L << POSITION_BITS) - 1);
  }
}
