package io.countersign.approvals.policy.cel;

/** Why an evaluation has no value. The words never hold a value of the call. */
public enum CelError {
  /** A field or key that is not there. */
  NO_SUCH_FIELD("a field or key is absent; test it with has() first"),
  /**
   * A place that redaction has hidden. It stands as a value in maps and lists, so whatever takes it
   * out of them has an error in its hands; as a key it says that names of a map are hidden.
   */
  HIDDEN("it looks at a place that was redacted"),
  /** Operands of types that do not go together. */
  WRONG_TYPE("an operator or function met a value of a type that it does not take"),
  /** A position outside of a list. */
  OUT_OF_BOUNDS("a list has no element at this position"),
  /** Division or remainder by zero. */
  DIVISION_BY_ZERO("division by zero"),
  /** A number or time that leaves its range. */
  OVERFLOW("a number or time leaves its range"),
  /** Text that can not be converted. */
  NOT_CONVERTIBLE("a text is not what it was converted to"),
  /** A key that stands twice in one map. */
  DUPLICATE_KEY("a map has a key twice"),
  /** A condition whose value is not a boolean. */
  NOT_BOOLEAN("the condition is neither true nor false"),
  /** A cost whose value is not an integer. */
  NOT_AN_INTEGER("the cost is not an integer of micros"),
  /** A cost below zero or above 10^15. */
  COST_OUT_OF_RANGE("the cost is below zero or above 10^15 micros"),
  /** More steps than one evaluation may take. */
  TOO_MANY_STEPS("it takes more steps than one evaluation may"),
  /** More iterations than one evaluation may make. */
  TOO_MANY_ITERATIONS("it takes more iterations than one evaluation may"),
  /** More steps than one decision may take. */
  DECISION_TOO_LONG("the conditions of all rules together take more steps than one decision may"),
  /** A fault of the evaluator. */
  INTERNAL("the evaluation failed unexpectedly");

  private final String words;

  CelError(String words) {
    this.words = words;
  }

  /** The error in words, as the end of a sentence. */
  public String words() {
    return words;
  }
}
