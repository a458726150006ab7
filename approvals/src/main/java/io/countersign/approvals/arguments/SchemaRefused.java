package io.countersign.approvals.arguments;

import java.util.Objects;

/** An input schema that cannot be registered. Says where and what to change. */
public final class SchemaRefused extends Exception {
  private static final long serialVersionUID = 1L;

  private final String pointer;

  /**
   * @param pointer JSON pointer into the schema
   * @param message "Expected …, but …" and what to do
   */
  public SchemaRefused(String pointer, String message) {
    super(message, null, false, false);
    this.pointer = pointer;
  }

  /** JSON pointer into the schema. */
  public String pointer() {
    return pointer;
  }

  /** {@link #getMessage()}, never null. */
  public String message() {
    return Objects.requireNonNull(getMessage());
  }
}
