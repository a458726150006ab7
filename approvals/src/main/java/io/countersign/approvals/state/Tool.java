package io.countersign.approvals.state;

import io.countersign.schemas.call.Risk;
import io.countersign.schemas.control.ControlId;
import io.countersign.schemas.control.ToolDefinition;
import io.countersign.schemas.control.ToolProposal;
import io.countersign.schemas.digest.Digest;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A tool of the catalogue, or one that waits to be accepted.
 *
 * @param server MCP server
 * @param name tool of that server
 * @param state where it stands
 * @param definition its latest definition; absent while it is only proposed
 * @param proposal what a gateway saw last, when it differs from the definition
 * @param eventId the event that put it into this state
 * @param position position of that event
 * @param suggested least risk that the annotations of the definition that a gateway saw last
 *     suggest; absent while none was seen
 * @param seen definition digests that gateways have proposed since, oldest first
 */
public record Tool(
    String server,
    String name,
    ToolState state,
    @Nullable ToolDefinition definition,
    @Nullable ToolProposal proposal,
    UUID eventId,
    long position,
    @Nullable Risk suggested,
    List<Digest> seen) {
  public Tool {
    seen = List.copyOf(seen);
  }

  /**
   * The risk that calls are decided by: what the operator registered, or more when the server says
   * so by now; null while nobody answers for the tool.
   */
  public @Nullable Risk risk() {
    if (definition == null) {
      return null;
    }
    return suggested == null ? definition.risk() : definition.risk().orHigher(suggested);
  }

  /** How a decision cites this tool: who it is, and which definition was in force. */
  public String reference() {
    return ControlId.tool(server, name) + "@" + position;
  }
}
