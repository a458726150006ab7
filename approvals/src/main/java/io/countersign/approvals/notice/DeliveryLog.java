package io.countersign.approvals.notice;

import io.countersign.schemas.command.RecordNotification;
import java.util.UUID;

/** Where it is recorded how telling went. */
public interface DeliveryLog {
  /**
   * Returns when it is recorded for good, however long that takes.
   *
   * @param ledger ledger of the approval
   * @param tenant tenant of the approval
   * @param commandId id of the command, the same for each repeat
   */
  void record(int ledger, String tenant, UUID commandId, RecordNotification how)
      throws InterruptedException;
}
