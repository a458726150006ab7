package io.countersign.approvals.arguments.jsonschema;

import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonValue;
import java.util.Map;
import java.util.Objects;

/**
 * An inspected schema.
 *
 * @param dialect its dialect
 * @param root the schema without what cannot refuse a document
 * @param targets what each reference means, by its text
 * @param patterns what each pattern compiles to, by its text
 * @param subschemas how many schemas it consists of
 * @param patternsSize instructions of its patterns together
 */
record SchemaModel(
    Dialect dialect,
    JsonObject root,
    Map<String, JsonValue> targets,
    Map<String, LinearPattern> patterns,
    int subschemas,
    int patternsSize) {
  SchemaModel {
    targets = Map.copyOf(targets);
    patterns = Map.copyOf(patterns);
  }

  JsonValue target(String reference) {
    return Objects.requireNonNull(targets.get(reference), "reference that was not inspected");
  }

  LinearPattern pattern(String pattern) {
    return Objects.requireNonNull(patterns.get(pattern), "pattern that was not inspected");
  }
}
