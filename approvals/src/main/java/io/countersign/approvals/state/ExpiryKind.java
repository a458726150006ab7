package io.countersign.approvals.state;

/** What can expire. */
public enum ExpiryKind {
  /** What a budget node used in a window that has passed. */
  SPENDING,
  /** Where a rate limit stands, once all of its burst is free again. */
  RATE
}
