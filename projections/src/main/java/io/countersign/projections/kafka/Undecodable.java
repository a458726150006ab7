package io.countersign.projections.kafka;

/** A record that is no event and never will be one. */
final class Undecodable extends Exception {
  private static final long serialVersionUID = 1L;

  private final String reason;

  /**
   * Says why.
   *
   * @param reason stable code for the dead letter
   */
  Undecodable(String reason, Throwable cause) {
    super(reason, cause);
    this.reason = reason;
  }

  String reason() {
    return reason;
  }
}
