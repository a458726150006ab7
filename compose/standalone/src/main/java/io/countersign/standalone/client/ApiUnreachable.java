package io.countersign.standalone.client;

/** No answer of the API: whether a command was taken is not known. The message is for a person. */
public final class ApiUnreachable extends Exception {
  private static final long serialVersionUID = 1L;

  ApiUnreachable(String message, Throwable cause) {
    super(message, cause);
  }
}
