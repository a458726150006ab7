package io.countersign.projections.alert.detect;

/** Whose count a series is; the highest comes first. */
public enum Level {
  /** All of one tenant. */
  TENANT,
  /** One actor of a tenant. */
  ACTOR,
  /** One tool of a tenant. */
  TOOL
}
