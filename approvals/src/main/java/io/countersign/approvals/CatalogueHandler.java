package io.countersign.approvals;

import io.countersign.approvals.state.StateView;
import io.countersign.approvals.state.Tool;
import io.countersign.schemas.command.CommandEnvelope;
import io.countersign.schemas.command.RegisterTool;
import io.countersign.schemas.digest.Digest;
import io.countersign.schemas.event.ToolRegistered;
import org.jspecify.annotations.Nullable;

/** Keeps the catalogue. */
final class CatalogueHandler {
  void register(StateView state, CommandEnvelope command, RegisterTool tool, Recorder recorder) {
    Tool known = state.tool(command.tenant(), tool.server(), tool.name());
    if (known != null
        && known.definition().equals(event(tool, known.definition().previousSchemaDigest()))) {
      recorder.reject(
          command.tenant(),
          null,
          null,
          command.body().type(),
          "TOOL_UNCHANGED",
          "Expected a change to %s/%s, but it stands like this since position %s."
              .formatted(tool.server(), tool.name(), known.position()),
          null);
      return;
    }
    recorder.record(
        command.tenant(),
        null,
        null,
        event(tool, known == null ? null : known.definition().schemaDigest()));
  }

  private static ToolRegistered event(RegisterTool tool, @Nullable Digest previousSchemaDigest) {
    return new ToolRegistered(
        tool.server(),
        tool.name(),
        tool.version(),
        tool.owner(),
        tool.risk(),
        tool.purpose(),
        tool.sideEffects(),
        tool.systems(),
        tool.scopes(),
        tool.rollback(),
        tool.inputSchema(),
        tool.schemaDigest(),
        previousSchemaDigest);
  }
}
