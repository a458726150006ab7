package io.countersign.schemas.command;

import io.countersign.schemas.call.Limits;

/**
 * An operator removes a rate limit or concurrency cap.
 *
 * @param id the limit
 * @param reason why, in the words of the operator
 */
public record RemoveLimit(String id, String reason) implements ControlCommand {
  public RemoveLimit {
    id = Limits.identifier("limit id", id);
    reason = Limits.reason(reason);
  }

  @Override
  public String control() {
    return "limit/" + id;
  }
}
