package io.countersign.approvals.decision;

import io.countersign.approvals.state.Tool;
import io.countersign.approvals.state.ToolState;
import io.countersign.schemas.call.Risk;
import io.countersign.schemas.call.ToolReference;
import io.countersign.schemas.control.Deprecation;
import io.countersign.schemas.control.ToolDefinition;
import io.countersign.schemas.control.ToolProposal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Refuses a tool that the catalogue does not know, or knows otherwise than the gateway saw it. */
public final class CatalogueCheck implements Check {
  @Override
  public String name() {
    return "catalogue";
  }

  @Override
  public Finding examine(Question question, Draft draft) {
    ToolDefinition known = question.definition();
    if (known != null && known.limits().bound() != null) {
      draft.boundAtLeast(known.limits().bound());
    }
    return examine(question.intent().tool(), question.tool(), question.now());
  }

  /**
   * What the catalogue says about a tool.
   *
   * @param seen the tool as the gateway saw it
   * @param tool the tool as the catalogue has it
   * @param now log time
   */
  public static Finding examine(ToolReference seen, @Nullable Tool tool, Instant now) {
    if (tool == null) {
      return new Refuse(
          "TOOL_UNKNOWN",
          "Expected a tool of the catalogue, but %s/%s is not in it. An operator can register it."
              .formatted(seen.server(), seen.name()),
          null);
    }
    if (tool.state() == ToolState.RETIRED) {
      return new Refuse(
          "TOOL_RETIRED",
          "Expected a tool that is in use, but %s/%s was retired."
              .formatted(seen.server(), seen.name()),
          tool.reference());
    }
    ToolDefinition known = tool.definition();
    if (tool.state() == ToolState.PROPOSED || known == null) {
      return new Refuse(
          "TOOL_PROPOSED",
          "Expected a tool that somebody answers for, but %s/%s was only proposed. An operator can accept it and name an owner."
              .formatted(seen.server(), seen.name()),
          tool.reference());
    }
    Finding changed = changed(seen, tool, known);
    return changed == null ? inUse(seen, tool, known, now) : changed;
  }

  private static @Nullable Finding changed(ToolReference seen, Tool tool, ToolDefinition known) {
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
    if (seen.schemaDigest() == null && tool.risk() != Risk.READ) {
      return new Refuse(
          "TOOL_UNVERIFIED",
          "Expected the schema digest of %s/%s that the gateway saw, because the tool changes something, but there is none."
              .formatted(known.server(), known.name()),
          tool.reference());
    }
    ToolProposal proposal = tool.proposal();
    if (seen.schemaDigest() == null
        && proposal != null
        && !proposal.schemaDigest().equals(known.schemaDigest())) {
      return new Refuse(
          "TOOL_CHANGED",
          "Expected the schema digest of %s/%s that the gateway saw, because a gateway has seen another input schema than the registered one, but there is none."
              .formatted(known.server(), known.name()),
          tool.reference());
    }
    return null;
  }

  private static Finding inUse(ToolReference seen, Tool tool, ToolDefinition known, Instant now) {
    Deprecation end = known.deprecation();
    String instead = end == null || end.message() == null ? "" : " " + end.message();
    if (end != null && !end.date().isAfter(now)) {
      return new Refuse(
          "TOOL_RETIRED",
          "Expected a tool that is in use, but %s/%s ended at %s.%s"
              .formatted(seen.server(), seen.name(), end.date(), instead),
          tool.reference());
    }
    if (end != null) {
      return new Pass(
          "TOOL_DEPRECATED",
          "%s/%s is a %s tool owned by %s that ends at %s.%s"
              .formatted(
                  known.server(),
                  known.name(),
                  tool.risk(),
                  known.owner().name(),
                  end.date(),
                  instead),
          tool.reference());
    }
    return new Pass(
        "TOOL_KNOWN",
        "%s/%s is a %s tool owned by %s."
            .formatted(known.server(), known.name(), tool.risk(), known.owner().name()),
        tool.reference());
  }
}
