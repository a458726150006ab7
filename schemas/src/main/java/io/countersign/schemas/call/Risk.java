package io.countersign.schemas.call;

/** The risk class of a tool, as its operator declared it. */
public enum Risk {
  /** Changes nothing. */
  READ,
  /** Changes something that can be undone. */
  WRITE,
  /** Changes something that can not be undone. */
  DESTRUCTIVE;

  /** The higher of this risk and another. */
  public Risk orHigher(Risk other) {
    return compareTo(other) >= 0 ? this : other;
  }
}
