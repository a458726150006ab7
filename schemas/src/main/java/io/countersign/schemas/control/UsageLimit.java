package io.countersign.schemas.control;

import io.countersign.schemas.call.Limits;
import org.jspecify.annotations.Nullable;

/**
 * A rate limit or a concurrency cap. What is absent in the scope means any.
 *
 * @param id id of the limit, chosen by the operator
 * @param per whose calls are counted together
 * @param environment only calls in this environment
 * @param server only calls of this MCP server
 * @param tool only calls of this tool of the server
 * @param principal only calls for this principal
 * @param agent only calls by this agent
 * @param rate how many calls in how much time
 * @param concurrency how many calls may run at once; 0 for any number
 */
public record UsageLimit(
    String id,
    CountedBy per,
    @Nullable String environment,
    @Nullable String server,
    @Nullable String tool,
    @Nullable String principal,
    @Nullable String agent,
    @Nullable Rate rate,
    int concurrency) {
  public UsageLimit {
    id = Limits.identifier("limit id", id);
    environment = Limits.optionalIdentifier("environment", environment);
    server = Limits.optionalIdentifier("server", server);
    tool = Limits.optionalIdentifier("tool", tool);
    principal = Limits.optionalIdentifier("principal", principal);
    agent = Limits.optionalIdentifier("agent", agent);
    if (concurrency < 0 || (rate == null && concurrency == 0)) {
      throw new IllegalArgumentException(
          "Expected a rate or a concurrency of 1 or more, but limit %s has neither".formatted(id));
    }
    if (tool != null && server == null) {
      throw new IllegalArgumentException(
          "Expected the server of tool %s in limit %s, but it is absent".formatted(tool, id));
    }
  }
}
