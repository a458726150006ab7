package io.countersign.approvals;

import io.countersign.approvals.state.Tool;
import io.countersign.approvals.state.ToolState;
import io.countersign.schemas.command.RegisterTool;
import io.countersign.schemas.control.ToolDefinition;
import io.countersign.schemas.event.ToolChanged;
import io.countersign.schemas.event.ToolRegistered;
import java.util.List;

/** Keeps the catalogue. */
final class CatalogueHandler {
  void register(Moment moment, RegisterTool command, Recorder recorder) {
    ToolDefinition definition = command.definition();
    Tool known = moment.state().tool(moment.tenant(), definition.server(), definition.name());
    ToolDefinition before = known == null ? null : known.definition();
    if (known != null && known.state() == ToolState.ACTIVE && definition.equals(before)) {
      ControlHandler.unchanged(moment, command, known.position(), recorder);
      return;
    }
    recorder.record(
        moment.tenant(),
        null,
        null,
        before == null
            ? new ToolRegistered(definition, null)
            : new ToolChanged(definition, List.of(), null));
  }
}
