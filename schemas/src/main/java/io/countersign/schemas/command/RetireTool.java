package io.countersign.schemas.command;

import io.countersign.schemas.call.Limits;
import io.countersign.schemas.control.ControlId;

/**
 * An operator takes a tool out of use.
 *
 * @param server MCP server
 * @param name tool of that server
 * @param reason why, in the words of the operator
 */
public record RetireTool(String server, String name, String reason) implements ControlCommand {
  public RetireTool {
    server = Limits.identifier("server", server);
    name = Limits.identifier("tool name", name);
    reason = Limits.reason(reason);
  }

  @Override
  public String control() {
    return ControlId.tool(server, name);
  }
}
