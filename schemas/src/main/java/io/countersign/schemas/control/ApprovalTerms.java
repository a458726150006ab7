package io.countersign.schemas.control;

import io.countersign.schemas.call.Limits;
import java.util.List;

/**
 * What an approval must satisfy.
 *
 * @param quorum who must approve; at least one slot
 * @param ttlMillis how long people have to decide, in milliseconds
 * @param exclude subjects that may not vote
 * @param stepUp whether a voter must authenticate anew
 */
public record ApprovalTerms(
    List<QuorumSlot> quorum, long ttlMillis, List<String> exclude, boolean stepUp) {
  public ApprovalTerms {
    quorum = Limits.list("quorum", quorum);
    exclude = Limits.list("exclude", exclude);
    if (quorum.isEmpty() || ttlMillis < 1) {
      throw new IllegalArgumentException(
          "Expected at least one quorum slot and a time to live above zero, but was %s and %s ms"
              .formatted(quorum.size(), ttlMillis));
    }
  }
}
