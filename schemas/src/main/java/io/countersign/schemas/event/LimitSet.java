package io.countersign.schemas.event;

import io.countersign.schemas.control.UsageLimit;
import org.jspecify.annotations.Nullable;

/**
 * A rate limit or concurrency cap is in force.
 *
 * @param limit the limit
 * @param previous the limit before, when there was one
 */
public record LimitSet(UsageLimit limit, @Nullable UsageLimit previous) implements ControlEvent {
  @Override
  public EventCode code() {
    return EventCode.CS6030I;
  }

  @Override
  public String control() {
    return "limit/" + limit.id();
  }

  @Override
  public String told() {
    return "limit %s is in force".formatted(limit.id());
  }
}
