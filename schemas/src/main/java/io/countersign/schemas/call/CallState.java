package io.countersign.schemas.call;

/** Where a call stands. */
public enum CallState {
  /** Allowed, and no outcome was reported yet. */
  ALLOWED,
  /** Denied, or not approved: the end. */
  DENIED,
  /** A human must approve. */
  PENDING,
  /** A human approved; the gateway may claim. */
  APPROVED,
  /** The gateway has claimed, and no outcome was reported yet. */
  CLAIMED,
  /** Allowed or claimed, and the outcome did not come in time. A late outcome still ends it. */
  OVERDUE,
  /** The outcome is known: the end. */
  REPORTED,
  /** The caller gave the call up: the end. */
  CANCELLED,
  /** The answer never reached the caller. Asking again decides anew. */
  ABANDONED;

  /** Whether nothing more is expected of the caller. */
  public boolean finished() {
    return switch (this) {
      case ALLOWED, PENDING, APPROVED, CLAIMED -> false;
      case DENIED, OVERDUE, REPORTED, CANCELLED, ABANDONED -> true;
    };
  }
}
