package io.countersign.schemas.command;

import io.countersign.schemas.call.Limits;
import io.countersign.schemas.control.ClassRetention;
import java.util.List;

/**
 * An operator says how long search indexes keep records, in place of what was said before. The
 * record itself stays.
 *
 * @param classes classes with a limit; others are kept for ever
 * @param reason why, in the words of the operator
 * @param by who sets it
 */
public record SetRetention(List<ClassRetention> classes, String reason, String by)
    implements KeepingCommand {
  public SetRetention {
    classes = ClassRetention.list(classes);
    reason = Limits.reason(reason);
    by = Limits.identifier("by", by);
  }

  @Override
  public String control() {
    return "retention";
  }
}
