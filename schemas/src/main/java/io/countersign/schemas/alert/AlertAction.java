package io.countersign.schemas.alert;

/** What is counted. */
public enum AlertAction {
  /** An allowed call of a tool that writes. */
  WRITE,
  /** An allowed call of a tool that destroys. */
  DESTRUCTIVE,
  /** A refused call. */
  DENIAL,
  /** A call that people had to decide on. */
  APPROVAL_REQUEST,
  /** A call that ran and failed. */
  ERROR
}
