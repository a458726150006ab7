package io.countersign.schemas.control;

/** Whether a policy decides. */
public enum PolicyState {
  /** It decides. */
  IN_FORCE,
  /** It was taken back. */
  WITHDRAWN
}
