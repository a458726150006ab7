package io.countersign.approvals.arguments;

import io.countersign.schemas.call.Risk;
import io.countersign.schemas.call.ToolOwner;
import io.countersign.schemas.control.Deprecation;
import io.countersign.schemas.control.RedactionRule;
import io.countersign.schemas.control.ResourceRules;
import io.countersign.schemas.control.ToolDefinition;
import io.countersign.schemas.control.ToolLimits;
import io.countersign.schemas.digest.Digest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Definitions for tests: a sound one, and what is changed about it. */
public final class Definitions {
  public String version = "1.0";
  public ToolOwner owner = new ToolOwner("Ana", "ana@acme.example", null);
  public Risk risk = Risk.WRITE;
  public List<String> scopes = List.of("tickets.write");
  public List<String> groups = List.of("support");
  public String schema = "{\"properties\":{\"id\":{\"type\":\"string\"}},\"type\":\"object\"}";
  public @Nullable Digest digest;
  public ResourceRules resources = ResourceRules.ANY;
  public List<RedactionRule> redaction = List.of();
  public ToolLimits limits = ToolLimits.NONE;
  public @Nullable Deprecation deprecation;

  public ToolDefinition build() {
    return new ToolDefinition(
        "tickets",
        "close_ticket",
        version,
        owner,
        risk,
        "closes a ticket",
        null,
        List.of("helpdesk"),
        scopes,
        schema,
        digest == null ? Digest.sha256(schema.getBytes(StandardCharsets.UTF_8)) : digest,
        resources,
        groups,
        redaction,
        limits,
        null,
        deprecation);
  }
}
