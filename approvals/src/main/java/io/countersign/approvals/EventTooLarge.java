package io.countersign.approvals;

import io.countersign.schemas.Topics;

/**
 * A command would need an event that its topic does not take. The command is set aside with {@link
 * #FAILURE}; were the event sent, the broker would refuse it, and the ledger would stand still.
 */
public final class EventTooLarge extends RuntimeException {
  /** Code of the failure that is recorded in place of the event. */
  public static final String FAILURE = "EVENT_TOO_LARGE";

  private static final long serialVersionUID = 1L;

  EventTooLarge(String type, int bytes) {
    super(
        "Expected events of at most %s bytes, but %s would have %s. Nothing was allowed or changed; ask for less at once."
            .formatted(Topics.MAX_EVENT_BYTES, type, bytes));
  }

  /** What is told in the record; holds nothing of the command. */
  public String told() {
    return String.valueOf(getMessage());
  }
}
