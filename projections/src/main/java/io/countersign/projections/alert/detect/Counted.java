package io.countersign.projections.alert.detect;

/** What is counted. The names are stored in alerts: they never change. */
public enum Counted {
  /** Calls that were let run and write. */
  WRITE,
  /** Calls that were let run and destroy. */
  DESTRUCTIVE,
  /** Refusals, for whatever reason. */
  DENIAL,
  /** Questions to people. */
  APPROVAL_REQUEST,
  /** Calls that ended in an error. */
  ERROR
}
