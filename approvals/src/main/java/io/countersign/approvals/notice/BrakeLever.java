package io.countersign.approvals.notice;

import io.countersign.schemas.command.EngageBrake;
import java.util.UUID;

/** Where brakes are engaged. */
public interface BrakeLever {
  /**
   * Returns when Kafka has the command for good; throws IllegalStateException when it does not in
   * time.
   *
   * @param ledger ledger of the tenant
   * @param commandId id of the command, the same for each repeat
   */
  void engage(int ledger, String tenant, UUID commandId, EngageBrake brake)
      throws InterruptedException;
}
