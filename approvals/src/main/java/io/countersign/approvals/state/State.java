package io.countersign.approvals.state;

import io.countersign.schemas.approval.Change;
import io.countersign.schemas.command.RecordIntent;
import io.countersign.schemas.control.Lease;
import io.countersign.schemas.control.RateUse;
import io.countersign.schemas.control.Spending;
import io.countersign.schemas.digest.Digest;
import java.util.UUID;

/**
 * One ledger's state. Only {@link io.countersign.approvals.Fold} changes it, and only by applying
 * an event.
 */
public interface State extends StateView {
  void putHead(Head head);

  void putTenantSequence(String tenant, long next);

  void putTool(String tenant, Tool tool);

  void putControls(String tenant, Controls controls);

  void putPolicy(String tenant, PolicyText policy);

  void removePolicy(String tenant, Digest hash);

  void putServer(String tenant, Server server);

  void putSpending(String tenant, Spending spending);

  void removeSpending(String tenant, String budgetId, String subject);

  void putRate(String tenant, RateUse rate);

  void removeRate(String tenant, String limitId, String subject);

  /** A count of zero removes the row. */
  void putRunning(String tenant, Lease lease, long count);

  void putExpiry(Expiry expiry);

  void removeExpiry(Expiry expiry);

  void putCall(Call call);

  void removeCall(String tenant, UUID callId);

  void putApproval(Approval approval);

  void removeApproval(String tenant, UUID approvalId);

  void putIntent(String tenant, RecordIntent intent);

  void removeIntent(String tenant, UUID callId);

  void putChange(String tenant, UUID approvalId, Change change);

  void removeChange(String tenant, UUID approvalId);

  /** Nothing waiting removes the row. */
  void putWaiting(String tenant, String runId, Waiting waiting);

  void putApprovers(String tenant, Approvers approvers);

  void putKeeping(String tenant, Keeping keeping);

  void putAnswered(Answered answered);

  void removeAnswered(UUID commandId);

  void putDeadline(Deadline deadline);

  void removeDeadline(Deadline deadline);

  void putMemory(Memory memory);

  void removeMemory(Memory memory);
}
