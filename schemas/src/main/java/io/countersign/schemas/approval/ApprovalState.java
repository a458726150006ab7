package io.countersign.schemas.approval;

/** Where an approval stands. */
public enum ApprovalState {
  /** People have to decide. */
  PENDING,
  /** The authority exists and is not spent. */
  APPROVED,
  /** The authority is spent; one gateway runs the call. */
  CLAIMED,
  /** How the call ended is known: the end. */
  CONSUMED,
  /** The call may have run; its outcome did not come in time. */
  OUTCOME_UNKNOWN,
  /** People refused: the end. */
  DENIED,
  /** Nobody decided in time: the end. */
  EXPIRED,
  /** Whoever asked gave it up: the end. */
  CANCELLED,
  /** Another action was asked for in its place: the end. */
  SUPERSEDED,
  /** The world it was asked for in has changed: the end. */
  INVALIDATED,
  /** The authority was taken back before it was spent: the end. */
  REVOKED,
  /** The authority was not spent in time: the end. */
  LAPSED;

  /** Whether it ended without running. */
  public boolean closed() {
    return switch (this) {
      case DENIED, EXPIRED, CANCELLED, SUPERSEDED, INVALIDATED, REVOKED, LAPSED -> true;
      case PENDING, APPROVED, CLAIMED, CONSUMED, OUTCOME_UNKNOWN -> false;
    };
  }
}
