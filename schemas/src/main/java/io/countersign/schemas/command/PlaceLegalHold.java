package io.countersign.schemas.command;

import io.countersign.schemas.call.Limits;
import io.countersign.schemas.control.HoldScope;

/**
 * An operator keeps records from being pruned, whatever the retention.
 *
 * @param holdId id of the hold, chosen by who places it
 * @param scope what is kept
 * @param reason why, in the words of the operator
 * @param by who places it
 */
public record PlaceLegalHold(String holdId, HoldScope scope, String reason, String by)
    implements KeepingCommand {
  public PlaceLegalHold {
    holdId = Limits.identifier("holdId", holdId);
    reason = Limits.reason(reason);
    by = Limits.identifier("by", by);
  }

  @Override
  public String control() {
    return "hold/" + holdId;
  }
}
