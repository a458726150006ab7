package io.countersign.query.export;

/** An export that is not started because there are too many already. */
public final class ExportRefused extends Exception {
  private static final long serialVersionUID = 1L;

  ExportRefused(String message) {
    super(message);
  }

  /** The message, never null. */
  public String message() {
    return String.valueOf(getMessage());
  }
}
