package io.countersign.schemas.control;

import io.countersign.schemas.call.Limits;
import org.jspecify.annotations.Nullable;

/**
 * Where a brake holds. What is absent means any.
 *
 * @param server MCP server
 * @param tool tool of that server
 * @param environment environment
 */
public record BrakeScope(
    @Nullable String server, @Nullable String tool, @Nullable String environment) {
  public BrakeScope {
    server = Limits.optionalIdentifier("server", server);
    tool = Limits.optionalIdentifier("tool", tool);
    environment = Limits.optionalIdentifier("environment", environment);
    if (tool != null && server == null) {
      throw new IllegalArgumentException(
          "Expected the server of tool %s, but it is absent".formatted(tool));
    }
  }

  /** Everything. */
  public static final BrakeScope EVERYTHING = new BrakeScope(null, null, null);

  /** The scope in words. */
  public String told() {
    String where = server == null ? "everything" : tool == null ? server : server + "/" + tool;
    return environment == null ? where : where + " in " + environment;
  }
}
