package io.countersign.schemas.control;

import io.countersign.schemas.call.Limits;
import org.jspecify.annotations.Nullable;

/**
 * Whose calls a budget counts: those that match every part that is present. A part {@code *} makes
 * one node for each value.
 *
 * @param team group of the principal
 * @param principal principal
 * @param agent agent
 * @param server MCP server
 * @param tool tool of that server
 */
public record BudgetNode(
    @Nullable String team,
    @Nullable String principal,
    @Nullable String agent,
    @Nullable String server,
    @Nullable String tool) {
  public BudgetNode {
    team = Limits.optionalIdentifier("team", team);
    principal = Limits.optionalIdentifier("principal", principal);
    agent = Limits.optionalIdentifier("agent", agent);
    server = Limits.optionalIdentifier("server", server);
    tool = Limits.optionalIdentifier("tool", tool);
    if (tool != null && server == null) {
      throw new IllegalArgumentException(
          "Expected the server of tool %s, but it is absent".formatted(tool));
    }
  }

  /** The whole tenant. */
  public static final BudgetNode TENANT = new BudgetNode(null, null, null, null, null);
}
