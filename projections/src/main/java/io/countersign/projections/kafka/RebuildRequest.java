package io.countersign.projections.kafka;

import io.countersign.projections.document.Needs;
import io.countersign.schemas.Indexes.Kind;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/**
 * What is built anew.
 *
 * @param settings where to read and write; the group is that of the projections
 * @param kinds the kinds of index that readers shall be given anew
 * @param dropOld whether to delete generations that nobody reads any more, afterwards
 * @param anew whether to delete what an interrupted rebuild has done, and begin at the first event
 * @param batchEvents most events of one batch
 */
public record RebuildRequest(
    FollowerSettings settings, Set<Kind> kinds, boolean dropOld, boolean anew, int batchEvents) {

  /** Batches that are worth a round trip, and fit into memory several times. */
  public static final int BATCH_EVENTS = 4_000;

  public RebuildRequest {
    kinds = Set.copyOf(kinds);
    if (kinds.isEmpty() || !rebuildable().containsAll(kinds) || batchEvents < 1) {
      throw new IllegalArgumentException(
          "Expected some of %s and batches of at least one event, but was %s and %d"
              .formatted(rebuildable(), kinds, batchEvents));
    }
  }

  /** Every kind but the progress: all follow from the events, alerts by way of their topic. */
  public static Set<Kind> rebuildable() {
    Set<Kind> kinds = EnumSet.copyOf(Needs.KINDS);
    kinds.add(Kind.TIMELINE);
    kinds.add(Kind.ALERTS);
    return kinds;
  }

  /**
   * The kinds that a word of the command line means.
   *
   * @param word {@code all}, or the name of one kind in lower case
   */
  public static Set<Kind> kinds(String word) {
    if (word.equals("all")) {
      return rebuildable();
    }
    return rebuildable().stream()
        .filter(kind -> kind.name().toLowerCase(Locale.ROOT).equals(word))
        .findFirst()
        .map(Set::of)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Expected all or one of "
                        + rebuildable().toString().toLowerCase(Locale.ROOT)
                        + ", but was another word"));
  }
}
