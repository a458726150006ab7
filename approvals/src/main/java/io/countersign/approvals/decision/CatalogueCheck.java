package io.countersign.approvals.decision;

import io.countersign.approvals.state.Tool;
import io.countersign.schemas.call.ToolReference;
import io.countersign.schemas.control.ToolDefinition;

/** Refuses a tool that the catalogue does not know, or knows otherwise than the gateway saw it. */
public final class CatalogueCheck implements Check {
  @Override
  public String name() {
    return "catalogue";
  }

  @Override
  public Finding examine(Question question, Draft draft) {
    ToolReference seen = question.intent().tool();
    Tool tool = question.tool();
    ToolDefinition known = tool == null ? null : tool.definition();
    if (tool == null || known == null) {
      return new Refuse(
          "TOOL_UNKNOWN",
          "Expected a tool of the catalogue, but %s/%s is not in it. An operator can register it."
              .formatted(seen.server(), seen.name()),
          null);
    }
    if (seen.version() != null && !seen.version().equals(known.version())) {
      return new Refuse(
          "TOOL_CHANGED",
          "Expected version %s of %s/%s, but the gateway saw %s."
              .formatted(known.version(), known.server(), known.name(), seen.version()),
          tool.reference());
    }
    if (seen.schemaDigest() != null && !seen.schemaDigest().equals(known.schemaDigest())) {
      return new Refuse(
          "TOOL_CHANGED",
          "Expected the input schema of %s/%s that was registered, but the gateway saw another one."
              .formatted(known.server(), known.name()),
          tool.reference());
    }
    return new Pass(
        "TOOL_KNOWN",
        "%s/%s is a %s tool owned by %s."
            .formatted(known.server(), known.name(), known.risk(), known.owner().name()),
        tool.reference());
  }
}
