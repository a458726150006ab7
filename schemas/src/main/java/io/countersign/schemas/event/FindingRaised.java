package io.countersign.schemas.event;

import io.countersign.schemas.call.Severity;
import java.util.List;
import java.util.UUID;

/**
 * Something that should not have happened.
 *
 * @param finding stable code, such as {@code OUTCOME_WITHOUT_ALLOW}
 * @param severity how loud
 * @param message what was expected and what came
 * @param evidence events that prove it, oldest first
 */
public record FindingRaised(String finding, Severity severity, String message, List<UUID> evidence)
    implements Event {
  public FindingRaised {
    evidence = List.copyOf(evidence);
  }

  @Override
  public EventCode code() {
    return severity == Severity.HIGH ? EventCode.CS7001E : EventCode.CS7000W;
  }
}
