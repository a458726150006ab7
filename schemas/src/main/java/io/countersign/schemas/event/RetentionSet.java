package io.countersign.schemas.event;

import io.countersign.schemas.call.Limits;
import io.countersign.schemas.control.ClassRetention;
import java.util.List;

/**
 * How long search indexes keep records is in force. The record itself stays.
 *
 * @param classes classes with a limit; others are kept for ever
 * @param previous classes that had a limit before
 * @param reason why, in the words of the operator
 * @param by who set it
 */
public record RetentionSet(
    List<ClassRetention> classes, List<ClassRetention> previous, String reason, String by)
    implements KeepingEvent {
  public RetentionSet {
    classes = ClassRetention.list(classes);
    previous = ClassRetention.list(previous);
    reason = Limits.reason(reason);
    by = Limits.identifier("by", by);
  }

  @Override
  public EventCode code() {
    return EventCode.CS6050I;
  }

  @Override
  public String control() {
    return "retention";
  }

  @Override
  public String told() {
    return "search keeps %s by the word of %s: %s"
        .formatted(ClassRetention.told(classes), by, reason);
  }
}
