package io.countersign.query.stream;

/** A stream that cannot begin as it was asked for. */
public final class StreamRefused extends Exception {
  private static final long serialVersionUID = 1L;

  /** What kind of refusal it is. */
  public enum Kind {
    /** There never was such a place. */
    UNKNOWN_PLACE,
    /** What follows is not in the log any more. */
    TOO_OLD,
    /** Not now. */
    UNAVAILABLE
  }

  private final Kind kind;

  public StreamRefused(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  /** What kind it is. */
  public Kind kind() {
    return kind;
  }

  /** The message, never null. */
  public String message() {
    return String.valueOf(getMessage());
  }
}
