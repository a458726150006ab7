package io.countersign.schemas.event;

import io.countersign.schemas.call.StandingAnswer;
import org.jspecify.annotations.Nullable;

/**
 * A command was refused, or repeats an earlier one whose answer stands.
 *
 * @param commandType kind of the command
 * @param rejection stable code of the refusal, such as {@code DUPLICATE_COMMAND}
 * @param message one sentence: "Expected …, but …"
 * @param standing the decision that stands, when there is one
 */
public record CommandRejected(
    String commandType, String rejection, String message, @Nullable StandingAnswer standing)
    implements Event {
  @Override
  public EventCode code() {
    return EventCode.CS9000W;
  }
}
