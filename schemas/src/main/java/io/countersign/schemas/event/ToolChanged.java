package io.countersign.schemas.event;

import io.countersign.schemas.control.ControlId;
import io.countersign.schemas.control.FieldChange;
import io.countersign.schemas.control.ToolDefinition;
import io.countersign.schemas.digest.Digest;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A tool of the catalogue was changed, or is back in use.
 *
 * @param definition the tool as it is pinned now
 * @param changes what changed, field by field
 * @param acceptedProposal definition digest of the proposal that was accepted with it, when there
 *     was one
 */
public record ToolChanged(
    ToolDefinition definition, List<FieldChange> changes, @Nullable Digest acceptedProposal)
    implements ControlEvent {
  public ToolChanged {
    changes = List.copyOf(changes);
  }

  @Override
  public EventCode code() {
    return EventCode.CS5001I;
  }

  @Override
  public String control() {
    return ControlId.tool(definition.server(), definition.name());
  }

  @Override
  public String told() {
    return "%s/%s@%s was changed in %s: %s"
        .formatted(
            definition.server(),
            definition.name(),
            definition.version(),
            changes.size() == 1 ? "one field" : changes.size() + " fields",
            changes.stream().map(FieldChange::field).collect(Collectors.joining(", ")));
  }
}
