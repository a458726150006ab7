package io.countersign.schemas.event;

import io.countersign.schemas.call.Limits;

/**
 * A saved search was removed.
 *
 * @param name its name
 * @param by who removed it
 */
public record SearchRemoved(String name, String by) implements KeepingEvent {
  public SearchRemoved {
    name = Limits.identifier("name", name);
    by = Limits.identifier("by", by);
  }

  @Override
  public EventCode code() {
    return EventCode.CS6061I;
  }

  @Override
  public String control() {
    return "search/" + name;
  }

  @Override
  public String told() {
    return "search %s removed by %s".formatted(name, by);
  }
}
