package io.countersign.schemas.command;

import io.countersign.schemas.control.UsageLimit;

/**
 * An operator sets a rate limit or concurrency cap, in place of the one of the same id.
 *
 * @param limit the limit
 */
public record SetLimit(UsageLimit limit) implements ControlCommand {
  @Override
  public String control() {
    return "limit/" + limit.id();
  }
}
