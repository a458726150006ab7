package io.countersign.schemas.event;

import io.countersign.schemas.control.ControlId;
import io.countersign.schemas.control.RedactionRule;
import java.util.List;

/**
 * A tool was taken out of use.
 *
 * @param server MCP server
 * @param name tool of that server
 * @param reason why, in the words of the operator
 * @param redaction how it was redacted: its last calls may still report, and whoever begins to read
 *     after it was taken out of use finds only this event
 */
public record ToolRetired(String server, String name, String reason, List<RedactionRule> redaction)
    implements ControlEvent {
  public ToolRetired {
    redaction = List.copyOf(redaction);
  }

  @Override
  public EventCode code() {
    return EventCode.CS5002I;
  }

  @Override
  public String control() {
    return ControlId.tool(server, name);
  }

  @Override
  public String told() {
    return "%s/%s was taken out of use: %s".formatted(server, name, reason);
  }
}
