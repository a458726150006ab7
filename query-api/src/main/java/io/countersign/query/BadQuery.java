package io.countersign.query;

/** A question that cannot be answered as it was asked. */
public final class BadQuery extends Exception {
  private static final long serialVersionUID = 1L;

  private final String parameter;

  /**
   * Says what was expected.
   *
   * @param parameter the query parameter that is wrong
   * @param message "Expected …, but …"; without the value
   */
  public BadQuery(String parameter, String message) {
    super(message);
    this.parameter = parameter;
  }

  /** The query parameter that is wrong. */
  public String parameter() {
    return parameter;
  }

  /** The message, never null. */
  public String message() {
    return String.valueOf(getMessage());
  }
}
