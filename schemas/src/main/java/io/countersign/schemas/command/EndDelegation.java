package io.countersign.schemas.command;

import io.countersign.schemas.call.Limits;

/**
 * A delegation ends before its time.
 *
 * @param from who was away
 * @param reason why
 * @param by who ends it
 */
public record EndDelegation(String from, String reason, String by) implements ControlCommand {
  public EndDelegation {
    from = Limits.identifier("from", from);
    by = Limits.identifier("by", by);
    reason = Limits.reason(reason);
  }

  @Override
  public String control() {
    return "delegation/" + from;
  }
}
