package io.countersign.schemas.event;

import io.countersign.schemas.control.ControlId;
import io.countersign.schemas.control.ToolDefinition;
import io.countersign.schemas.digest.Digest;
import org.jspecify.annotations.Nullable;

/**
 * The catalogue has a new tool.
 *
 * @param definition the tool as it is pinned
 * @param acceptedProposal definition digest of the proposal that was accepted with it, when there
 *     was one
 */
public record ToolRegistered(ToolDefinition definition, @Nullable Digest acceptedProposal)
    implements ControlEvent {
  @Override
  public EventCode code() {
    return EventCode.CS5000I;
  }

  @Override
  public String control() {
    return ControlId.tool(definition.server(), definition.name());
  }

  @Override
  public String told() {
    return "%s/%s@%s is in the catalogue as %s, owned by %s"
        .formatted(
            definition.server(),
            definition.name(),
            definition.version(),
            definition.risk(),
            definition.owner().name());
  }
}
