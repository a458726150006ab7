package io.countersign.schemas.control;

import io.countersign.schemas.call.Limits;
import io.countersign.schemas.call.Risk;
import io.countersign.schemas.call.ToolOwner;
import io.countersign.schemas.digest.Digest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A tool as the catalogue pins it.
 *
 * @param server MCP server
 * @param name tool of that server
 * @param version version of the tool
 * @param owner the human who answers for it
 * @param risk risk class
 * @param purpose what it is for
 * @param sideEffects what it changes, in words
 * @param systems systems it touches
 * @param scopes scopes that the actor must hold, all of them
 * @param inputSchema canonical JSON Schema of the arguments
 * @param schemaDigest SHA-256 of {@code inputSchema}
 * @param resources which resources it may touch
 * @param groups groups that may call it; empty for everybody
 * @param redaction how its arguments and results are redacted
 * @param limits its limits
 * @param rollback how a call is undone
 * @param deprecation when it ends, if it does
 */
public record ToolDefinition(
    String server,
    String name,
    String version,
    ToolOwner owner,
    Risk risk,
    String purpose,
    @Nullable String sideEffects,
    List<String> systems,
    List<String> scopes,
    String inputSchema,
    Digest schemaDigest,
    ResourceRules resources,
    List<String> groups,
    List<RedactionRule> redaction,
    ToolLimits limits,
    @Nullable String rollback,
    @Nullable Deprecation deprecation) {
  public ToolDefinition {
    server = Limits.identifier("server", server);
    name = Limits.identifier("tool name", name);
    version = Limits.identifier("tool version", version);
    purpose = Limits.text("purpose", purpose);
    sideEffects = Limits.optionalText("sideEffects", sideEffects);
    systems = Limits.list("systems", systems);
    scopes = Limits.list("scopes", scopes);
    inputSchema = Limits.text("inputSchema", inputSchema);
    groups = Limits.list("groups", groups);
    redaction = Limits.list("redaction", redaction);
    rollback = Limits.optionalText("rollback", rollback);
  }
}
