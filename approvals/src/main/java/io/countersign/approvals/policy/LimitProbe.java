package io.countersign.approvals.policy;

import io.countersign.schemas.control.UsageLimit;

/** Tells whether a limit of a rule has room for the call in question. Called while deciding. */
@FunctionalInterface
public interface LimitProbe {
  /** Every limit has room. */
  LimitProbe ALWAYS_ROOM = limit -> false;

  /** Whether {@code limit} is used up, so that its rule can not allow this call. */
  boolean isUsedUp(UsageLimit limit);
}
