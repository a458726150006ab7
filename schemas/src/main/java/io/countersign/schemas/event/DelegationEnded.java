package io.countersign.schemas.event;

/**
 * A delegation ended before its time.
 *
 * @param from who was away
 * @param to who voted instead
 * @param reason why
 * @param by who ended it
 */
public record DelegationEnded(String from, String to, String reason, String by)
    implements ControlEvent {
  @Override
  public EventCode code() {
    return EventCode.CS3091I;
  }

  @Override
  public String control() {
    return "delegation/" + from;
  }

  @Override
  public String told() {
    return "%s votes for %s no more".formatted(to, from);
  }
}
