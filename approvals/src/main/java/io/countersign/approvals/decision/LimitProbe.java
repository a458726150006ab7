package io.countersign.approvals.decision;

import io.countersign.schemas.control.UsageLimit;

/**
 * Whether the limits that policy rules bring have room for the call of one decision, and their use
 * by it. The same arithmetic as for the limits that operators set.
 */
public interface LimitProbe {
  /** Whether the call fits into {@code limit}, with all that it has used so far. */
  boolean free(UsageLimit limit);

  /** Notes in the draft that the call uses {@code limit}, if it is allowed in the end. */
  void use(UsageLimit limit);

  /** Makes the probe of a decision. */
  @FunctionalInterface
  interface Source {
    /** The probe for this question, which writes to this draft. */
    LimitProbe of(Question question, Draft draft);
  }
}
