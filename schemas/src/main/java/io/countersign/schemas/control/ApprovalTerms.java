package io.countersign.schemas.control;

import io.countersign.schemas.call.Limits;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an approval must satisfy.
 *
 * @param quorum who must approve; at least one slot
 * @param ttlMillis how long people have to decide, in milliseconds
 * @param exclude subjects that may not vote
 * @param stepUp whether a voter must authenticate anew
 * @param denials how many people must refuse until the approval is denied, from 1
 * @param grantTtlMillis how long the granted approval may be claimed, in milliseconds
 * @param fallback group that decides in place of a group without anybody eligible
 * @param escalateTo group that is told besides when nobody decides
 * @param offline whether a gateway may take a signed grant and spend it by its own journal
 * @param comment whether a vote needs a comment
 */
public record ApprovalTerms(
    List<QuorumSlot> quorum,
    long ttlMillis,
    List<String> exclude,
    boolean stepUp,
    int denials,
    long grantTtlMillis,
    @Nullable String fallback,
    @Nullable String escalateTo,
    boolean offline,
    boolean comment) {
  /** Longest time that people may have to decide, in milliseconds: 7 days. */
  public static final long MOST_TTL_MILLIS = 7 * 24 * 3_600_000L;

  /** How long a granted approval may be claimed unless a rule says otherwise: 10 minutes. */
  public static final long GRANT_TTL_MILLIS = 600_000;

  /** Longest time that a granted approval may be claimed, in milliseconds: 1 hour. */
  public static final long MOST_GRANT_TTL_MILLIS = 3_600_000;

  /** What holds where a rule or a gate says nothing: one approver, within an hour. */
  public static final ApprovalTerms DEFAULT =
      new ApprovalTerms(List.of(new QuorumSlot("*", 1)), 3_600_000, List.of(), false);

  /** Terms that say nothing but these four. */
  public ApprovalTerms(
      List<QuorumSlot> quorum, long ttlMillis, List<String> exclude, boolean stepUp) {
    this(quorum, ttlMillis, exclude, stepUp, 1, GRANT_TTL_MILLIS, null, null, false, false);
  }

  public ApprovalTerms {
    quorum = Limits.list("quorum", quorum);
    exclude = Limits.list("exclude", exclude);
    fallback = Limits.optionalIdentifier("fallback group", fallback);
    escalateTo = Limits.optionalIdentifier("escalation group", escalateTo);
    if (quorum.isEmpty() || ttlMillis < 1 || ttlMillis > MOST_TTL_MILLIS) {
      throw new IllegalArgumentException(
          "Expected at least one quorum slot and a time to live of 1 ms to 7 days, but was %s and %s ms"
              .formatted(quorum.size(), ttlMillis));
    }
    if (denials < 1 || grantTtlMillis < 1 || grantTtlMillis > MOST_GRANT_TTL_MILLIS) {
      throw new IllegalArgumentException(
          "Expected at least one denial and a grant of 1 ms to 1 hour, but was %s and %s ms"
              .formatted(denials, grantTtlMillis));
    }
  }

  /** These terms with another quorum. */
  public ApprovalTerms withQuorum(List<QuorumSlot> other) {
    return new ApprovalTerms(
        other,
        ttlMillis,
        exclude,
        stepUp,
        denials,
        grantTtlMillis,
        fallback,
        escalateTo,
        offline,
        comment);
  }
}
