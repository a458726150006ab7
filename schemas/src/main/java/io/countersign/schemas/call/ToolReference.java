package io.countersign.schemas.call;

import io.countersign.schemas.digest.Digest;
import org.jspecify.annotations.Nullable;

/**
 * The tool that an intent names.
 *
 * @param server MCP server
 * @param name tool of that server
 * @param version version that the gateway saw, when it knows one
 * @param schemaDigest SHA-256 of the canonical input schema that the gateway saw
 */
public record ToolReference(
    String server, String name, @Nullable String version, @Nullable Digest schemaDigest) {
  public ToolReference {
    server = Limits.identifier("server", server);
    name = Limits.identifier("tool name", name);
    version = Limits.optionalIdentifier("tool version", version);
  }
}
