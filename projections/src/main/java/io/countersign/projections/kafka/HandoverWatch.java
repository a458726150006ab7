package io.countersign.projections.kafka;

import io.countersign.projections.opensearch.DocumentStore;
import io.countersign.projections.opensearch.DocumentStore.Look;
import io.countersign.schemas.opensearch.SearchUnavailable;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a follower looks at while its documents are refused: whether a rebuild has handed its
 * generation over, and whether it takes too long about it.
 */
final class HandoverWatch {
  private static final Logger LOG = LoggerFactory.getLogger(HandoverWatch.class);

  /** A handover takes a few seconds; after this long whoever began it is taken to be gone. */
  private static final Duration LONGEST = Duration.ofSeconds(30);

  private final DocumentStore store;
  private Optional<String> seen = Optional.empty();
  private long since;

  HandoverWatch(DocumentStore store) {
    this.store = store;
  }

  /** Whether readers are given another generation now than the one that is being written. */
  boolean moved() {
    try {
      Look look = store.lookAgain();
      if (!look.handover().equals(seen)) {
        seen = look.handover();
        since = System.nanoTime();
      } else if (seen.isPresent() && System.nanoTime() - since > LONGEST.toNanos()) {
        LOG.warn("A rebuild began to hand over {} ago and did not end: going on", LONGEST);
        store.endHandover();
      }
      return look.moved();
    } catch (SearchUnavailable stillAway) {
      return false;
    }
  }
}
