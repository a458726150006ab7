package io.countersign.approvals.state;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the engine may look at while it handles a command: one ledger's state, read only. */
public interface StateView {
  /** Head of the ledger; absent before its genesis. */
  @Nullable Head head();

  /** Number of the tenant's next event, from 0. */
  long tenantSequence(String tenant);

  /** A tool of the tenant's catalogue. */
  @Nullable Tool tool(String tenant, String server, String name);

  /** A call, while it is open or remembered. */
  @Nullable Call call(String tenant, UUID callId);

  /** A command that was answered, while it is remembered. */
  @Nullable Answered answered(UUID commandId);

  /** Outcomes that are due at {@code now} or before, oldest first, at most {@code limit}. */
  List<Deadline> due(Instant now, int limit);

  /** The oldest memories, oldest first, at most {@code limit}. */
  List<Memory> oldest(int limit);
}
