package io.countersign.approvals.state;

import io.countersign.schemas.event.ToolRegistered;
import java.util.UUID;

/**
 * A tool of the catalogue.
 *
 * @param definition its latest registration
 * @param eventId the event that registered it
 * @param position position of that event
 */
public record Tool(ToolRegistered definition, UUID eventId, long position) {
  /** How a decision cites this tool: who it is, and which registration was in force. */
  public String reference() {
    return "tool/%s/%s@%s#%s"
        .formatted(definition.server(), definition.name(), definition.version(), position);
  }
}
