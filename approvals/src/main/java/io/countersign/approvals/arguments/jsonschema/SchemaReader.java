package io.countersign.approvals.arguments.jsonschema;

import io.countersign.approvals.arguments.SchemaRefused;
import io.countersign.schemas.json.JsonArray;
import io.countersign.schemas.json.JsonBoolean;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonPointer;
import io.countersign.schemas.json.JsonRefused;
import io.countersign.schemas.json.JsonString;
import io.countersign.schemas.json.JsonValue;
import io.countersign.schemas.json.Limits;
import io.countersign.schemas.json.StrictJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads a schema and keeps only what can refuse a document, in schema positions only: an allowlist,
 * so that no keyword that a validator happens to know has an effect that nobody inspected.
 */
final class SchemaReader {
  private final Dialect dialect;
  private final Map<String, JsonValue> subschemas = new TreeMap<>();
  private final Map<String, LinearPattern> patterns = new TreeMap<>();

  private int patternsSize;

  private SchemaReader(Dialect dialect) {
    this.dialect = dialect;
  }

  /** The text as strict JSON. */
  static JsonObject parse(String text) throws SchemaRefused {
    Limits limits = new Limits(SchemaLimits.BYTES, SchemaLimits.DEPTH, SchemaLimits.MEMBERS);
    JsonValue schema;
    try {
      schema = StrictJson.parse(text.getBytes(StandardCharsets.UTF_8), limits);
    } catch (JsonRefused refused) {
      throw new SchemaRefused(refused.pointer(), refused.message());
    }
    if (!(schema instanceof JsonObject object)
        || !object.string("type").orElse("").equals("object")) {
      throw new SchemaRefused(
          "",
          "Expected a schema of arguments with \"type\": \"object\" at its root, but it has not. Arguments of a tool are an object.");
    }
    return object;
  }

  /** Which dialect the schema declares; 2020-12 when it declares none. */
  static Dialect dialect(JsonObject schema) throws SchemaRefused {
    JsonValue declared = schema.get("$schema").orElse(new JsonString(Dialect.DRAFT_2020_12.id()));
    for (Dialect dialect : Dialect.values()) {
      if (declared instanceof JsonString uri
          && (uri.value().equals(dialect.id()) || uri.value().equals(dialect.id() + "#"))) {
        return dialect;
      }
    }
    throw new SchemaRefused(
        "/$schema",
        "Expected JSON Schema 2020-12, 2019-09 or draft-07, but another dialect is declared. Rewrite the schema or leave $schema out for 2020-12.");
  }

  /** What can refuse a document, inspected and bounded. */
  static SchemaModel read(JsonObject schema, Dialect dialect) throws SchemaRefused {
    SchemaReader reader = new SchemaReader(dialect);
    JsonObject root = (JsonObject) reader.schema(schema, "");
    SchemaReferences references = new SchemaReferences(root, reader.subschemas);
    references.inspect();
    return new SchemaModel(
        dialect,
        root,
        references.targets(),
        reader.patterns,
        reader.subschemas.size(),
        reader.patternsSize);
  }

  private JsonValue schema(JsonValue schema, String pointer) throws SchemaRefused {
    if (subschemas.size() == SchemaLimits.SUBSCHEMAS) {
      throw new SchemaRefused(
          pointer,
          "Expected at most %s subschemas, but there are more. Simplify the schema."
              .formatted(SchemaLimits.SUBSCHEMAS));
    }
    JsonValue kept =
        switch (schema) {
          case JsonObject object -> object(object, pointer);
          case JsonBoolean bool -> bool;
          case JsonValue other ->
              throw new SchemaRefused(
                  pointer, "Expected a schema (an object or a boolean), but it is neither.");
        };
    subschemas.put(pointer, kept);
    return kept;
  }

  private JsonObject object(JsonObject schema, String pointer) throws SchemaRefused {
    if (!pointer.isEmpty() && (schema.has("$id") || schema.has("$schema"))) {
      throw new SchemaRefused(
          pointer,
          "Expected $id and $schema at the root only, but they are inside. Remove them and refer by \"#/…\".");
    }
    boolean alone = dialect.refStandsAlone() && schema.has("$ref");
    Map<String, JsonValue> kept = new LinkedHashMap<>();
    for (Map.Entry<String, JsonValue> member : schema.members().entrySet()) {
      String keyword = member.getKey();
      String at = JsonPointer.append(pointer, keyword);
      Dialect.Shape shape = dialect.shape(keyword);
      boolean definitions = keyword.equals("$defs") || keyword.equals("definitions");
      if (alone && !definitions && !keyword.equals("$ref")) {
        continue;
      }
      if (shape != null) {
        kept.put(keyword, subschemas(shape, member.getValue(), at));
      } else if (dialect.asserts(keyword)) {
        kept.put(keyword, member.getValue());
      }
    }
    JsonObject object = new JsonObject(kept);
    inspect(object, pointer);
    return object;
  }

  private JsonValue subschemas(Dialect.Shape shape, JsonValue value, String at)
      throws SchemaRefused {
    return switch (shape) {
      case ONE -> schema(value, at);
      case LIST -> list(value, at);
      case ONE_OR_LIST -> value instanceof JsonArray ? list(value, at) : schema(value, at);
      case MAP -> map(value, at, false);
      case DEPENDENCIES -> map(value, at, true);
    };
  }

  private JsonArray list(JsonValue value, String at) throws SchemaRefused {
    if (!(value instanceof JsonArray array)) {
      throw new SchemaRefused(at, "Expected an array of schemas, but it is none.");
    }
    List<JsonValue> kept = new ArrayList<>();
    for (int i = 0; i < array.elements().size(); i++) {
      kept.add(schema(array.elements().get(i), JsonPointer.append(at, i)));
    }
    return new JsonArray(kept);
  }

  private JsonObject map(JsonValue value, String at, boolean orNames) throws SchemaRefused {
    if (!(value instanceof JsonObject object)) {
      throw new SchemaRefused(at, "Expected an object of schemas, but it is none.");
    }
    Map<String, JsonValue> kept = new LinkedHashMap<>();
    for (Map.Entry<String, JsonValue> member : object.members().entrySet()) {
      name(member.getKey(), at);
      boolean names = orNames && member.getValue() instanceof JsonArray;
      String pointer = JsonPointer.append(at, member.getKey());
      kept.put(member.getKey(), names ? member.getValue() : schema(member.getValue(), pointer));
    }
    return new JsonObject(kept);
  }

  /** The record tells places by their names, so these are bounded; the pointer leaves it out. */
  private static void name(String name, String at) throws SchemaRefused {
    int length = name.codePointCount(0, name.length());
    if (length > SchemaLimits.NAME) {
      throw new SchemaRefused(
          at,
          "Expected names of at most %s characters, but one has %s."
              .formatted(SchemaLimits.NAME, length));
    }
  }

  private void inspect(JsonObject schema, String pointer) throws SchemaRefused {
    if (schema.get("enum").orElse(null) instanceof JsonArray values
        && values.elements().size() > SchemaLimits.ENUM) {
      throw new SchemaRefused(
          JsonPointer.append(pointer, "enum"),
          "Expected at most %s values in an enum, but there are %s. Use a pattern."
              .formatted(SchemaLimits.ENUM, values.elements().size()));
    }
    if (schema.get("pattern").orElse(null) instanceof JsonString pattern) {
      pattern(pattern.value(), JsonPointer.append(pointer, "pattern"));
    }
    if (schema.get("patternProperties").orElse(null) instanceof JsonObject named) {
      String at = JsonPointer.append(pointer, "patternProperties");
      for (String pattern : named.members().keySet()) {
        pattern(pattern, JsonPointer.append(at, pattern));
      }
    }
  }

  private void pattern(String pattern, String pointer) throws SchemaRefused {
    if (patterns.containsKey(pattern)) {
      return;
    }
    if (patterns.size() == SchemaLimits.PATTERNS) {
      throw new SchemaRefused(
          pointer,
          "Expected at most %s patterns, but there are more.".formatted(SchemaLimits.PATTERNS));
    }
    try {
      LinearPattern compiled = LinearPattern.compile(pattern);
      patternsSize += compiled.size();
      patterns.put(pattern, compiled);
    } catch (LinearPattern.Unsupported unsupported) {
      throw new SchemaRefused(pointer, unsupported.message());
    }
    if (patternsSize > SchemaLimits.PATTERNS_SIZE) {
      throw new SchemaRefused(
          pointer,
          "Expected patterns that compile to at most %s instructions together, but there are more. Use shorter repetitions."
              .formatted(SchemaLimits.PATTERNS_SIZE));
    }
  }
}
