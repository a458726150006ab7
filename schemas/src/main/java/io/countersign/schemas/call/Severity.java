package io.countersign.schemas.call;

/** How loud a finding is. */
public enum Severity {
  /** Worth a look when there is time. */
  LOW,
  /** Worth a look today. */
  MEDIUM,
  /** Something ran that should not have. */
  HIGH
}
