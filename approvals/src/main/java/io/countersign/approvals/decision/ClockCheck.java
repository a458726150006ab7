package io.countersign.approvals.decision;

import java.time.Duration;

/**
 * Refuses to decide while the clocks of broker and sender disagree: a deadline would mean nothing.
 */
public final class ClockCheck implements Check {
  /** Largest difference between the broker's clock and the sender's, and largest step back. */
  public static final Duration TOLERANCE = Duration.ofSeconds(60);

  @Override
  public String name() {
    return "clock";
  }

  @Override
  public Finding examine(Question question, Draft draft) {
    if (question.clockSuspect()) {
      return new Refuse(
          "CLOCK_SUSPECT",
          "Expected the clocks of the broker and of ingest to differ by at most %s s and not to go back, but the broker says %s and ingest %s after %s."
              .formatted(
                  TOLERANCE.toSeconds(),
                  question.logTime(),
                  question.envelope().issuedAt(),
                  question.now()),
          null);
    }
    return new Pass("CLOCK_AGREES", "The clocks of broker and ingest agree.", null);
  }
}
