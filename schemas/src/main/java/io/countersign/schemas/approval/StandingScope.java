package io.countersign.schemas.approval;

import io.countersign.schemas.call.Limits;
import org.jspecify.annotations.Nullable;

/**
 * What a standing grant is good for. What is absent restricts nothing.
 *
 * @param server MCP server
 * @param tool tool of that server
 * @param environment environment of the call
 * @param agent agent that acts
 * @param principal on whose behalf
 * @param condition CEL expression over the facts that policy rules see
 */
public record StandingScope(
    String server,
    String tool,
    @Nullable String environment,
    @Nullable String agent,
    @Nullable String principal,
    @Nullable String condition) {
  public StandingScope {
    server = Limits.identifier("server", server);
    tool = Limits.identifier("tool", tool);
    environment = Limits.optionalIdentifier("environment", environment);
    agent = Limits.optionalIdentifier("agent", agent);
    principal = Limits.optionalIdentifier("principal", principal);
    condition = Limits.optionalText("condition", condition);
  }
}
