package io.countersign.approvals.whatif;

import io.countersign.schemas.call.Verdict;
import io.countersign.schemas.digest.Digest;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What a policy would have changed.
 *
 * @param tenant whose calls
 * @param policy name of the policy
 * @param hash SHA-256 of its document
 * @param since from when on it was taken to be in force
 * @param inForce whether exactly this document was in force at that time
 * @param commands commands of the whole ledger that were handled
 * @param calls calls that were decided since then, in either run
 * @param before recorded verdicts of these calls
 * @param after their verdicts under the policy
 * @param changed calls whose verdict differs
 * @param consequences how many of them only because earlier calls changed
 * @param groups the changed calls, most first
 * @param ungrouped changed calls beyond the most groups that are kept
 */
public record ReplayReport(
    String tenant,
    String policy,
    Digest hash,
    Instant since,
    boolean inForce,
    long commands,
    long calls,
    Map<Verdict, Long> before,
    Map<Verdict, Long> after,
    long changed,
    long consequences,
    List<ChangeGroup> groups,
    long ungrouped) {
  public ReplayReport {
    before = counts(before);
    after = counts(after);
    groups = List.copyOf(groups);
  }

  private static Map<Verdict, Long> counts(Map<Verdict, Long> counts) {
    Map<Verdict, Long> copy = new EnumMap<>(Verdict.class);
    for (Verdict verdict : Verdict.values()) {
      copy.put(verdict, counts.getOrDefault(verdict, 0L));
    }
    return Collections.unmodifiableMap(copy);
  }
}
