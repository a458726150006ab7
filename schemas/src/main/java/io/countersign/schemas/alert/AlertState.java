package io.countersign.schemas.alert;

/** Where an alert stands. */
public enum AlertState {
  /** Nobody has looked at it yet. */
  OPEN,
  /** Somebody looks into it. */
  ACKNOWLEDGED,
  /** No more of the same was found for an hour, and nobody has said what it was. */
  CLOSED,
  /** Somebody has said what it was. */
  RESOLVED;

  /** Whether more of the same extends it; otherwise more of the same is another alert. */
  public boolean live() {
    return this == OPEN || this == ACKNOWLEDGED;
  }
}
