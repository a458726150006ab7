package io.countersign.projections.kafka;

import org.jspecify.annotations.Nullable;

/** A rebuild does not go on; readers are still given what they were given before. */
public final class RebuildRefused extends Exception {
  private static final long serialVersionUID = 1L;

  RebuildRefused(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
