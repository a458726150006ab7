package io.countersign.schemas.event;

import io.countersign.schemas.control.UsageLimit;

/**
 * A rate limit or concurrency cap is not in force any more.
 *
 * @param limit the limit
 * @param reason why, in the words of the operator
 */
public record LimitRemoved(UsageLimit limit, String reason) implements ControlEvent {
  @Override
  public EventCode code() {
    return EventCode.CS6031I;
  }

  @Override
  public String control() {
    return "limit/" + limit.id();
  }

  @Override
  public String told() {
    return "limit %s was removed: %s".formatted(limit.id(), reason);
  }
}
