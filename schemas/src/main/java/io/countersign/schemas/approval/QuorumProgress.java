package io.countersign.schemas.approval;

import io.countersign.schemas.call.Limits;

/**
 * How far one group of a quorum has come.
 *
 * @param group group that must approve, or {@code *} for any approver
 * @param count how many different people must
 * @param votes how many seats of it are filled
 */
public record QuorumProgress(String group, int count, int votes) {
  public QuorumProgress {
    group = Limits.identifier("group", group);
  }
}
