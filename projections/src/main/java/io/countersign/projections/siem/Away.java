package io.countersign.projections.siem;

import java.time.Duration;

/** Something that is needed does not answer; it is waited for, however long that takes. */
public final class Away extends Exception {
  private static final long serialVersionUID = 1L;

  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  public Away(String message, Throwable cause) {
    super(message, cause);
  }

  public Away(String message) {
    super(message);
  }

  /** How long to wait after the {@code n}-th failure in a row, from 1: doubling up to a limit. */
  public static Duration pause(int failures) {
    Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(failures - 1, 10));
    return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
  }
}
