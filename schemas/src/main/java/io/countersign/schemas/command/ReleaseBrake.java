package io.countersign.schemas.command;

import io.countersign.schemas.call.Limits;
import java.util.UUID;

/**
 * A person lets calls go on.
 *
 * @param brakeId the brake
 * @param reason why, in the words of the operator
 * @param by who releases it
 */
public record ReleaseBrake(UUID brakeId, String reason, String by) implements ControlCommand {
  public ReleaseBrake {
    reason = Limits.reason(reason);
    by = Limits.identifier("by", by);
  }

  @Override
  public String control() {
    return "brake/" + brakeId;
  }
}
