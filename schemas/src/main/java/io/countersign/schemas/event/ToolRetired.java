package io.countersign.schemas.event;

import io.countersign.schemas.control.ControlId;

/**
 * A tool was taken out of use.
 *
 * @param server MCP server
 * @param name tool of that server
 * @param reason why, in the words of the operator
 */
public record ToolRetired(String server, String name, String reason) implements ControlEvent {
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
