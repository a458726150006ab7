package io.countersign.schemas.approval;

/** What a voter says. */
public enum Ballot {
  /** The action may run. */
  APPROVE,
  /** The action must not run. */
  DENY
}
