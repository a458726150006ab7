package io.countersign.standalone.client;

/** The API said no. The message is for a person. */
public final class ApiRefused extends Exception {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String code;

  ApiRefused(int status, String code, String message) {
    super(message);
    this.status = status;
    this.code = code;
  }

  /** HTTP status. */
  public int status() {
    return status;
  }

  /** Stable code of the problem. */
  public String code() {
    return code;
  }
}
