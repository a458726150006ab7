package io.countersign.approvals.policy.cel;

import java.util.Objects;

/** An expression that can not be published: "Expected …, but …". */
public final class CelRefused extends Exception {
  private static final long serialVersionUID = 1L;

  CelRefused(String message) {
    super(Objects.requireNonNull(message), null, false, false);
  }

  /** {@link #getMessage()}, never null. */
  public String message() {
    return Objects.requireNonNull(getMessage());
  }
}
