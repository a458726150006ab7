package io.countersign.standalone.roles;

import org.jspecify.annotations.Nullable;

/**
 * The process cannot do its work. The message is one sentence for a person: what was expected, what
 * was found and what to do.
 */
public final class CannotStart extends Exception {
  private static final long serialVersionUID = 1L;

  public CannotStart(String message) {
    this(message, null);
  }

  public CannotStart(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
