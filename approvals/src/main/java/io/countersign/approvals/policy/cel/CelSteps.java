package io.countersign.approvals.policy.cel;

/**
 * Counts the steps of all evaluations of one decision, so that hostile arguments or expressions end
 * after a fixed amount of work on every machine. Each evaluated part of an expression is a step;
 * comparing, searching and joining cost steps by the size of what they touch. Not thread-safe.
 *
 * <p>A limit that was exceeded ends the whole evaluation: no {@code ||} hides it, as it would hide
 * another error.
 */
public final class CelSteps {
  /** Most steps of one evaluation, about 2 ms. */
  public static final int EVALUATION = 100_000;

  /** Most steps of all evaluations of one decision. */
  public static final int DECISION = 500_000;

  /** Most iterations of all macros of one evaluation. */
  public static final int ITERATIONS = 1_000;

  /** Steps of an operation that ends in an exception of the JDK: one costs microseconds. */
  static final int EXCEPTION = 200;

  /** Steps of reading a time, a duration or a time zone from text. */
  static final int PARSING = 20;

  private int ofDecision = DECISION;
  private int ofEvaluation;
  private int iterations;

  /** Begins an evaluation. */
  void begin() {
    ofEvaluation = EVALUATION;
    iterations = ITERATIONS;
  }

  void take(long steps) {
    if (steps > Math.min(ofEvaluation, ofDecision)) {
      boolean decisionEnds = ofDecision < ofEvaluation;
      ofDecision -= Math.min(ofEvaluation, ofDecision);
      ofEvaluation = 0;
      throw new Exhausted(decisionEnds ? CelError.DECISION_TOO_LONG : CelError.TOO_MANY_STEPS);
    }
    ofDecision -= (int) steps;
    ofEvaluation -= (int) steps;
  }

  void takeIteration() {
    if (iterations == 0) {
      throw new Exhausted(CelError.TOO_MANY_ITERATIONS);
    }
    iterations--;
    take(1);
  }

  /** Ends an evaluation; without a stack trace, for arguments can cause it at will. */
  static final class Exhausted extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final CelError error;

    private Exhausted(CelError error) {
      super(error.words(), null, false, false);
      this.error = error;
    }

    CelError error() {
      return error;
    }
  }
}
