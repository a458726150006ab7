package io.countersign.approvals;

import io.countersign.approvals.state.Head;
import io.countersign.approvals.state.StateView;
import io.countersign.schemas.command.CommandEnvelope;
import java.time.Instant;

/**
 * A command in its moment: everything that a handler may look at.
 *
 * @param state the ledger's state
 * @param head its head
 * @param now log time in force
 * @param logTime log time of this command by the broker
 * @param clockSuspect whether the broker's clock can not be believed; {@code now} stands still then
 * @param command the command
 */
record Moment(
    StateView state,
    Head head,
    Instant now,
    Instant logTime,
    boolean clockSuspect,
    CommandEnvelope command) {
  String tenant() {
    return command.tenant();
  }
}
