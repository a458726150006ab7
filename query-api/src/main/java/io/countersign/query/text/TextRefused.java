package io.countersign.query.text;

/** A text that cannot be read, and where. */
public final class TextRefused extends Exception {
  private static final long serialVersionUID = 1L;

  private final int position;

  /**
   * Says what was expected.
   *
   * @param position the character at which it is wrong, from 1; one beyond the last at the end
   * @param message "Expected …, but …"; without what was written there
   */
  public TextRefused(int position, String message) {
    super(message);
    this.position = position;
  }

  /** The character at which it is wrong, from 1. */
  public int position() {
    return position;
  }

  /** The message, never null. */
  public String message() {
    return String.valueOf(getMessage());
  }
}
