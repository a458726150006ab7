package io.countersign.approvals.state;

/** What falls due. */
public enum DeadlineKind {
  /** The outcome of a call. */
  OUTCOME,
  /** The next step of an approval: an escalation, or its end. */
  APPROVAL,
  /** The review of a broken glass. */
  REVIEW
}
