package io.countersign.schemas.control;

/** What a brake stops. */
public enum BrakeKind {
  /** Every call. */
  KILL,
  /** Every call that does not only read. */
  READ_ONLY,
  /** The same calls as READ_ONLY; the gateway answers that they were recorded and not executed. */
  SHADOW
}
