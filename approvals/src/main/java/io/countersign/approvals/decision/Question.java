package io.countersign.approvals.decision;

import io.countersign.approvals.state.Controls;
import io.countersign.approvals.state.StateView;
import io.countersign.approvals.state.Tool;
import io.countersign.schemas.call.Risk;
import io.countersign.schemas.command.CommandEnvelope;
import io.countersign.schemas.command.RecordIntent;
import io.countersign.schemas.control.ToolDefinition;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is asked: everything a check may look at.
 *
 * @param envelope the command
 * @param intent its body
 * @param now log time that is in force
 * @param logTime log time of this command by the broker
 * @param clockSuspect whether the broker's clock and the sender's are too far apart
 * @param tool the tool as the catalogue has it
 * @param controls what holds for all calls of the tenant
 * @param platform what holds for all calls of all tenants
 * @param stage for which time it is asked
 * @param state the ledger's state, for what only one check needs
 */
public record Question(
    CommandEnvelope envelope,
    RecordIntent intent,
    Instant now,
    Instant logTime,
    boolean clockSuspect,
    @Nullable Tool tool,
    Controls controls,
    Controls platform,
    Stage stage,
    StateView state) {

  /** For which time a question about a call is asked. */
  public enum Stage {
    /** For the first time. */
    FIRST,
    /** Again, for a call that was allowed and holds what limits and budgets count. */
    AGAIN,
    /**
     * Again, while people approve: what limits and budgets count is looked at when it is claimed.
     */
    APPROVING,
    /** For the last time, just before an approved call runs. */
    CLAIM
  }

  /** Whether limits and budgets are not to be looked at. */
  public boolean held() {
    return stage == Stage.AGAIN || stage == Stage.APPROVING;
  }

  /** Definition of the tool, when the catalogue has one. */
  public @Nullable ToolDefinition definition() {
    return tool == null ? null : tool.definition();
  }

  /** Risk that the call is decided by, when somebody answers for the tool. */
  public @Nullable Risk risk() {
    return tool == null ? null : tool.risk();
  }

  /** How a decision cites the tool, when the catalogue has it. */
  public @Nullable String toolReference() {
    return tool == null ? null : tool.reference();
  }

  /** Tenant of the call. */
  public String tenant() {
    return envelope.tenant();
  }
}
