package io.countersign.schemas.call;

/** The answer to an intent. */
public enum Verdict {
  /** The tool may run. */
  ALLOW,
  /** The tool must not run. */
  DENY,
  /** A human must approve first. */
  ASK
}
