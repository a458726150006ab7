package io.countersign.query;

/** A read that is not known to be recorded. It must not be answered. */
public final class AccessUnrecorded extends Exception {
  private static final long serialVersionUID = 1L;

  /**
   * @param message why, without a value that somebody sent
   */
  public AccessUnrecorded(String message) {
    super(message);
  }
}
