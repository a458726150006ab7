package io.countersign.approvals.state;

import io.countersign.schemas.approval.Change;
import io.countersign.schemas.command.RecordIntent;
import io.countersign.schemas.control.RateUse;
import io.countersign.schemas.control.Spending;
import io.countersign.schemas.digest.Digest;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the engine may look at while it handles a command: one ledger's state, read only. */
public interface StateView {
  /** Stands for the run of changes, which have none; no run has this id. */
  String CHANGES = "";

  /** Head of the ledger; absent before its genesis. */
  @Nullable Head head();

  /** Number of the tenant's next event, from 0. */
  long tenantSequence(String tenant);

  /** What holds for every call of the tenant; {@link Controls#NONE} when nothing was ever set. */
  Controls controls(String tenant);

  /** The document of a policy in force. */
  @Nullable PolicyText policy(String tenant, Digest hash);

  /** A reviewed server. */
  @Nullable Server server(String tenant, String server);

  /** What a budget node has used; of a window that may have passed. */
  @Nullable Spending spending(String tenant, String budgetId, String subject);

  /** Where a rate limit stands; absent when all of its burst is free. */
  @Nullable RateUse rate(String tenant, String limitId, String subject);

  /** How many calls run that count against a concurrency cap. */
  long running(String tenant, String limitId, String subject);

  /** Rows that may be forgotten at {@code now}, oldest first, at most {@code limit}. */
  List<Expiry> expired(Instant now, int limit);

  /** A tool of the tenant's catalogue. */
  @Nullable Tool tool(String tenant, String server, String name);

  /** A call, while it is open or remembered. */
  @Nullable Call call(String tenant, UUID callId);

  /** A command that was answered, while it is remembered. */
  @Nullable Answered answered(UUID commandId);

  /** An approval, while it is open or remembered. */
  @Nullable Approval approval(String tenant, UUID approvalId);

  /** The intent of a call that waits for an approval. */
  @Nullable RecordIntent intent(String tenant, UUID callId);

  /** The change that waits for an approval. */
  @Nullable Change change(String tenant, UUID approvalId);

  /** What is open in a run of the tenant, or {@link #CHANGES} for its changes. */
  Waiting waiting(String tenant, String runId);

  /** Who may vote; {@link Approvers#NONE} when nothing was ever set. */
  Approvers approvers(String tenant);

  /** How records are kept and found; {@link Keeping#NONE} when nothing was ever set. */
  Keeping keeping(String tenant);

  /** What is due at {@code now} or before, oldest first, at most {@code limit}. */
  List<Deadline> due(Instant now, int limit);

  /** The oldest memories, oldest first, at most {@code limit}. */
  List<Memory> oldest(int limit);
}
