package io.countersign.schemas.command;

import io.countersign.schemas.call.Limits;

/**
 * A person ends a legal hold.
 *
 * @param holdId the hold
 * @param reason why, in the words of the operator
 * @param by who releases it
 */
public record ReleaseLegalHold(String holdId, String reason, String by) implements KeepingCommand {
  public ReleaseLegalHold {
    holdId = Limits.identifier("holdId", holdId);
    reason = Limits.reason(reason);
    by = Limits.identifier("by", by);
  }

  @Override
  public String control() {
    return "hold/" + holdId;
  }
}
