package io.countersign.schemas.command;

import io.countersign.schemas.call.Limits;
import io.countersign.schemas.control.BrakeKind;
import io.countersign.schemas.control.BrakeScope;
import java.util.UUID;

/**
 * Somebody stops calls.
 *
 * @param brakeId id of the brake, a UUIDv7
 * @param kind what it stops
 * @param scope where it holds
 * @param reason why, in the words of the operator
 * @param by who engages it
 */
public record EngageBrake(UUID brakeId, BrakeKind kind, BrakeScope scope, String reason, String by)
    implements ControlCommand {
  public EngageBrake {
    reason = Limits.reason(reason);
    by = Limits.identifier("by", by);
  }

  @Override
  public String control() {
    return "brake/" + brakeId;
  }
}
