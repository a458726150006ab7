package io.countersign.schemas.event;

import io.countersign.schemas.control.ControlId;
import io.countersign.schemas.control.FieldChange;
import io.countersign.schemas.control.ToolProposal;
import java.util.List;

/**
 * A gateway saw a tool that the catalogue does not have, or has otherwise.
 *
 * @param proposal the tool as the gateway saw it
 * @param changes what differs from the catalogue, when it has the tool
 */
public record ToolProposed(ToolProposal proposal, List<FieldChange> changes)
    implements ControlEvent {
  public ToolProposed {
    changes = List.copyOf(changes);
  }

  @Override
  public EventCode code() {
    return EventCode.CS5003I;
  }

  @Override
  public String control() {
    return ControlId.tool(proposal.server(), proposal.name());
  }

  @Override
  public String told() {
    return "%s/%s was seen and waits for an owner; at least %s"
        .formatted(proposal.server(), proposal.name(), proposal.risk());
  }
}
