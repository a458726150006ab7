package io.countersign.approvals.state;

import java.util.UUID;

/**
 * One ledger's state. Only {@link io.countersign.approvals.Fold} changes it, and only by applying
 * an event.
 */
public interface State extends StateView {
  void putHead(Head head);

  void putTenantSequence(String tenant, long next);

  void putTool(String tenant, Tool tool);

  void putCall(Call call);

  void removeCall(String tenant, UUID callId);

  void putAnswered(Answered answered);

  void removeAnswered(UUID commandId);

  void putDeadline(Deadline deadline);

  void removeDeadline(Deadline deadline);

  void putMemory(Memory memory);

  void removeMemory(Memory memory);
}
