package io.countersign.standalone.embedded;

import org.jspecify.annotations.Nullable;

/**
 * The embedded servers could not start. The message is meant for a person: what was expected, what
 * was found instead and what to do about it. When it is thrown nothing of the failed start is left
 * running.
 */
public final class StartFailure extends Exception {
  private static final long serialVersionUID = 1L;

  /** Why the start failed, for exit codes and for tests. */
  public enum Reason {
    /** Another program listens on a port that was asked for. */
    PORT_IN_USE,
    /** Another running instance holds the data folder. */
    DATA_LOCKED,
    /** The data folder cannot be created, read, written or understood. */
    DATA_UNREADABLE,
    /** Too little space is left on the disk of the data folder. */
    DISK_FULL,
    /** The Java runtime is older than the servers need. */
    JAVA_TOO_OLD,
    /** The unpacked registry is not where it was said to be. */
    REGISTRY_MISSING,
    /** A server refused to start for a reason of its own, which the message and the logs give. */
    SERVER_FAILED
  }

  private final Reason reason;

  StartFailure(Reason reason, String message) {
    this(reason, message, null);
  }

  StartFailure(Reason reason, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  /** Returns the kind of failure. */
  public Reason reason() {
    return reason;
  }

  /**
   * Returns the message of the innermost cause, which is where servers put the fact that matters.
   */
  static String rootMessage(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
  }
}
