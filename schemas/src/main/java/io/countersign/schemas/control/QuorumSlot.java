package io.countersign.schemas.control;

import io.countersign.schemas.call.Limits;

/**
 * How many people of one group must approve.
 *
 * @param group group of the identity provider, or {@code *} for any approver
 * @param count how many different people, from 1
 */
public record QuorumSlot(String group, int count) {
  /** Most people of one slot. */
  public static final int MOST = 16;

  public QuorumSlot {
    group = Limits.identifier("quorum group", group);
    if (count < 1 || count > MOST) {
      throw new IllegalArgumentException("Expected a quorum count of 1 to 16, but was " + count);
    }
  }
}
