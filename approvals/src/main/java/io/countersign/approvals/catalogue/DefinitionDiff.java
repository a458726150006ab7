package io.countersign.approvals.catalogue;

import io.countersign.schemas.call.Amounts;
import io.countersign.schemas.control.Deprecation;
import io.countersign.schemas.control.FieldChange;
import io.countersign.schemas.control.Rate;
import io.countersign.schemas.control.ToolDefinition;
import io.countersign.schemas.json.JsonArray;
import io.countersign.schemas.json.JsonNumber;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonString;
import io.countersign.schemas.json.JsonValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What changed between two definitions of a tool, field by field in the order of the definition;
 * parts have dots. Values are JSON text; one longer than {@link #LONGEST} is shown as its size and
 * digest. A pure function.
 */
public final class DefinitionDiff {
  /** Longest value that is shown, in characters. */
  public static final int LONGEST = 512;

  private DefinitionDiff() {}

  /** The changes; empty when there are none. */
  public static List<FieldChange> between(ToolDefinition before, ToolDefinition after) {
    Map<String, JsonValue> old = fields(before);
    Map<String, JsonValue> now = fields(after);
    List<FieldChange> changes = new ArrayList<>();
    for (String field : ORDER) {
      if (field.equals("inputSchema")) {
        changes.addAll(SchemaDiff.between(before.inputSchema(), after.inputSchema()));
        continue;
      }
      JsonValue was = old.get(field);
      JsonValue is = now.get(field);
      if (!Objects.equals(was, is)) {
        changes.add(new FieldChange(field, shown(was), shown(is)));
      }
    }
    return List.copyOf(changes);
  }

  /** The fields of a definition in their order. */
  static final List<String> ORDER =
      List.of(
          "server",
          "name",
          "version",
          "owner.name",
          "owner.contact",
          "owner.escalation",
          "risk",
          "purpose",
          "sideEffects",
          "systems",
          "scopes",
          "inputSchema",
          "schemaDigest",
          "resources.allow",
          "resources.from",
          "groups",
          "redaction",
          "limits.rate",
          "limits.concurrency",
          "limits.argumentBytes",
          "limits.argumentDepth",
          "limits.bound",
          "rollback",
          "deprecation.date",
          "deprecation.message");

  /** JSON text of a value, or its size and digest; null when there is none. */
  static @Nullable String shown(@Nullable JsonValue value) {
    if (value == null) {
      return null;
    }
    String text = value.toJson();
    return text.length() <= LONGEST ? text : SchemaDiff.summary(text);
  }

  private static Map<String, JsonValue> fields(ToolDefinition tool) {
    Map<String, JsonValue> fields = new LinkedHashMap<>();
    text(fields, "server", tool.server());
    text(fields, "name", tool.name());
    text(fields, "version", tool.version());
    text(fields, "owner.name", tool.owner().name());
    text(fields, "owner.contact", tool.owner().contact());
    text(fields, "owner.escalation", tool.owner().escalation());
    text(fields, "risk", tool.risk().name());
    text(fields, "purpose", tool.purpose());
    text(fields, "sideEffects", tool.sideEffects());
    list(fields, "systems", tool.systems());
    list(fields, "scopes", tool.scopes());
    text(fields, "schemaDigest", tool.schemaDigest().text());
    list(fields, "resources.allow", tool.resources().allow());
    fields.put("resources.from", sources(tool));
    list(fields, "groups", tool.groups());
    fields.put("redaction", redaction(tool));
    limits(fields, tool);
    text(fields, "rollback", tool.rollback());
    Deprecation deprecation = tool.deprecation();
    if (deprecation != null) {
      text(fields, "deprecation.date", deprecation.date().toString());
      text(fields, "deprecation.message", deprecation.message());
    }
    return fields;
  }

  private static void text(Map<String, JsonValue> fields, String name, @Nullable String value) {
    if (value != null) {
      fields.put(name, new JsonString(value));
    }
  }

  private static void list(Map<String, JsonValue> fields, String name, List<String> values) {
    fields.put(name, JsonArray.ofStrings(values));
  }

  private static JsonArray sources(ToolDefinition tool) {
    return new JsonArray(
        tool.resources().from().stream()
            .<JsonValue>map(
                source ->
                    JsonObject.builder()
                        .put("pointer", source.pointer())
                        .put("prefix", source.prefix())
                        .build())
            .toList());
  }

  private static JsonArray redaction(ToolDefinition tool) {
    return new JsonArray(
        tool.redaction().stream()
            .<JsonValue>map(
                rule ->
                    JsonObject.builder()
                        .put("pointer", rule.pointer())
                        .put("action", rule.action().name())
                        .build())
            .toList());
  }

  private static void limits(Map<String, JsonValue> fields, ToolDefinition tool) {
    Rate rate = tool.limits().rate();
    if (rate != null) {
      fields.put(
          "limits.rate",
          JsonObject.builder()
              .put("calls", rate.calls())
              .put("perMillis", rate.perMillis())
              .put("burst", rate.burst())
              .build());
    }
    fields.put("limits.concurrency", JsonNumber.of(tool.limits().concurrency()));
    fields.put("limits.argumentBytes", JsonNumber.of(tool.limits().argumentBytes()));
    fields.put("limits.argumentDepth", JsonNumber.of(tool.limits().argumentDepth()));
    Amounts bound = tool.limits().bound();
    if (bound != null) {
      fields.put(
          "limits.bound",
          JsonObject.builder()
              .put("calls", amount(bound.calls()))
              .put("downstreamCalls", amount(bound.downstreamCalls()))
              .put("tokens", amount(bound.tokens()))
              .put("moneyMicros", amount(bound.moneyMicros()))
              .build());
    }
  }

  /** As text beyond what a JSON number can hold exactly. */
  private static JsonValue amount(long value) {
    return value <= JsonNumber.MAX_SAFE_INTEGER
        ? JsonNumber.of(value)
        : new JsonString(Long.toString(value));
  }
}
