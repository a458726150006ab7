package io.countersign.schemas.event;

import java.util.UUID;

/**
 * Calls may go on from here on.
 *
 * @param brakeId the brake
 * @param reason why, in the words of the operator
 * @param by who released it
 */
public record BrakeReleased(UUID brakeId, String reason, String by) implements ControlEvent {
  @Override
  public EventCode code() {
    return EventCode.CS6001I;
  }

  @Override
  public String control() {
    return "brake/" + brakeId;
  }

  @Override
  public String told() {
    return "brake %s released by %s: %s".formatted(brakeId, by, reason);
  }
}
