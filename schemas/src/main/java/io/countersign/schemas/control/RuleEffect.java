package io.countersign.schemas.control;

/** What a policy rule wants. */
public enum RuleEffect {
  /** The call may run. */
  ALLOW,
  /** The call must not run. */
  DENY,
  /** A human must approve first. */
  ASK
}
