package io.countersign.schemas.event;

import io.countersign.schemas.control.BrakeKind;
import io.countersign.schemas.control.BrakeScope;
import java.util.UUID;

/**
 * Calls are stopped from here on.
 *
 * @param brakeId id of the brake
 * @param kind what it stops
 * @param scope where it holds
 * @param reason why, in the words of the operator
 * @param by who engaged it
 */
public record BrakeEngaged(UUID brakeId, BrakeKind kind, BrakeScope scope, String reason, String by)
    implements ControlEvent {
  @Override
  public EventCode code() {
    return EventCode.CS6000W;
  }

  @Override
  public String control() {
    return "brake/" + brakeId;
  }

  @Override
  public String told() {
    return "%s on %s by %s: %s".formatted(kind, scope.told(), by, reason);
  }
}
