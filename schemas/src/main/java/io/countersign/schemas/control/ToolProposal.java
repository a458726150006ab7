package io.countersign.schemas.control;

import io.countersign.schemas.call.Limits;
import io.countersign.schemas.call.Risk;
import io.countersign.schemas.digest.Digest;
import org.jspecify.annotations.Nullable;

/**
 * A tool as a gateway saw it in {@code tools/list}. Nobody answers for it yet, so it can not be
 * called.
 *
 * @param server MCP server
 * @param name tool of that server
 * @param title title for people
 * @param description description that the server gives; not to be trusted
 * @param risk least risk class that its annotations suggest
 * @param inputSchema canonical JSON Schema of the arguments
 * @param schemaDigest SHA-256 of {@code inputSchema}
 * @param definitionDigest SHA-256 of the whole canonical definition, description and annotations
 *     included
 */
public record ToolProposal(
    String server,
    String name,
    @Nullable String title,
    @Nullable String description,
    Risk risk,
    String inputSchema,
    Digest schemaDigest,
    Digest definitionDigest) {
  public ToolProposal {
    server = Limits.identifier("server", server);
    name = Limits.identifier("tool name", name);
    title = Limits.optionalIdentifier("title", title);
    description = Limits.optionalText("description", description);
    inputSchema = Limits.text("inputSchema", inputSchema);
  }
}
