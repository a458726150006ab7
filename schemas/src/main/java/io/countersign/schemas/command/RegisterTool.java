package io.countersign.schemas.command;

import io.countersign.schemas.call.Limits;
import io.countersign.schemas.call.Risk;
import io.countersign.schemas.call.ToolOwner;
import io.countersign.schemas.digest.Digest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An operator puts a tool into the catalogue, or changes it.
 *
 * @param server MCP server
 * @param name tool of that server
 * @param version version of the tool
 * @param owner the human who answers for it
 * @param risk risk class
 * @param purpose what it is for
 * @param sideEffects what it changes, in words
 * @param systems systems it touches
 * @param scopes scopes it needs
 * @param rollback how a call is undone
 * @param inputSchema canonical JSON Schema of the arguments
 * @param schemaDigest SHA-256 of {@code inputSchema}
 */
public record RegisterTool(
    String server,
    String name,
    String version,
    ToolOwner owner,
    Risk risk,
    String purpose,
    @Nullable String sideEffects,
    List<String> systems,
    List<String> scopes,
    @Nullable String rollback,
    String inputSchema,
    Digest schemaDigest)
    implements Command {
  public RegisterTool {
    server = Limits.identifier("server", server);
    name = Limits.identifier("tool name", name);
    version = Limits.identifier("tool version", version);
    purpose = Limits.text("purpose", purpose);
    sideEffects = Limits.optionalText("sideEffects", sideEffects);
    systems = Limits.list("systems", systems);
    scopes = Limits.list("scopes", scopes);
    rollback = Limits.optionalText("rollback", rollback);
    inputSchema = Limits.text("inputSchema", inputSchema);
  }
}
