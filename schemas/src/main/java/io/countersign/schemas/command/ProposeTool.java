package io.countersign.schemas.command;

import io.countersign.schemas.control.ControlId;
import io.countersign.schemas.control.ToolProposal;

/**
 * A gateway saw a tool that a server offers.
 *
 * @param proposal the tool as the gateway saw it
 */
public record ProposeTool(ToolProposal proposal) implements ControlCommand {
  @Override
  public String control() {
    return ControlId.tool(proposal.server(), proposal.name());
  }
}
