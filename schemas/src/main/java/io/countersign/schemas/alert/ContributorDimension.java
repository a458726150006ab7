package io.countersign.schemas.alert;

/** By what the parts of a count are told apart. */
public enum ContributorDimension {
  /** Who acted. */
  ACTOR,
  /** What was called. */
  TOOL,
  /** Why it was refused. */
  REASON
}
