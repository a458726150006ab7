package io.countersign.schemas.event;

/**
 * Decisions from here on follow another behaviour level.
 *
 * @param level level now in force
 * @param previousLevel level before
 */
public record BehaviourActivated(int level, int previousLevel) implements Event {
  @Override
  public EventCode code() {
    return EventCode.CS8001I;
  }
}
