package io.countersign.schemas.command;

import io.countersign.schemas.control.ControlId;
import io.countersign.schemas.control.ToolDefinition;

/**
 * An operator puts a tool into the catalogue, changes it, or accepts one that was proposed.
 *
 * @param definition the tool as it is to be pinned
 */
public record RegisterTool(ToolDefinition definition) implements ControlCommand {
  @Override
  public String control() {
    return ControlId.tool(definition.server(), definition.name());
  }
}
