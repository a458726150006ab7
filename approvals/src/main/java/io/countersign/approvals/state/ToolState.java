package io.countersign.approvals.state;

/** Where a tool of the catalogue stands. */
public enum ToolState {
  /** A gateway saw it; nobody answers for it, so it can not be called. */
  PROPOSED,
  /** It can be called. */
  ACTIVE,
  /** It was taken out of use. */
  RETIRED
}
