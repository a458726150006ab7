package io.countersign.schemas.call;

/** What became of a call that was dispatched, or was not. */
public enum OutcomeStatus {
  /** The tool answered and says that it did its work. */
  SUCCEEDED,
  /** The tool answered and says that it failed. */
  FAILED,
  /** No answer came in time: the tool may have run. */
  TIMED_OUT,
  /** The answer was lost: the tool may have run. */
  UNKNOWN,
  /** The call was not dispatched. */
  NOT_RUN;

  /** Whether it is known if the tool ran and what it did. */
  public boolean definite() {
    return switch (this) {
      case SUCCEEDED, FAILED, NOT_RUN -> true;
      case TIMED_OUT, UNKNOWN -> false;
    };
  }
}
