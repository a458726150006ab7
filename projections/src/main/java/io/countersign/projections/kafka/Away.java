package io.countersign.projections.kafka;

import java.time.Duration;

/** Something that this role needs does not answer; it is waited for, however long that takes. */
final class Away extends Exception {
  private static final long serialVersionUID = 1L;

  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  Away(String message, Throwable cause) {
    super(message, cause);
  }

  /** How long to wait after the {@code n}-th failure in a row, from 1: doubling up to a limit. */
  static Duration pause(int failures) {
    Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(failures - 1, 10));
    return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
  }
}
