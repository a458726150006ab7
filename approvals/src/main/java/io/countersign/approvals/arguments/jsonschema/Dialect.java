package io.countersign.approvals.arguments.jsonschema;

import org.jspecify.annotations.Nullable;

/**
 * A dialect of JSON Schema and the keywords it gives a meaning that can refuse a document. Whatever
 * else stands in a schema is a note for people: {@code format} and {@code content…} too, in every
 * dialect.
 */
enum Dialect {
  DRAFT_07("http://json-schema.org/draft-07/schema"),
  DRAFT_2019_09("https://json-schema.org/draft/2019-09/schema"),
  DRAFT_2020_12("https://json-schema.org/draft/2020-12/schema");

  /** How the subschemas of a keyword are written. */
  enum Shape {
    ONE,
    LIST,
    MAP,
    /** One schema, or an array of them. */
    ONE_OR_LIST,
    /** An object whose values are schemas or lists of names. */
    DEPENDENCIES
  }

  private final String id;

  Dialect(String id) {
    this.id = id;
  }

  /** The URI of the dialect, without an empty fragment. */
  String id() {
    return id;
  }

  /** Whether a keyword without subschemas can refuse a document. */
  boolean asserts(String keyword) {
    return switch (keyword) {
      case "type", "enum", "const", "pattern", "required", "uniqueItems", "$ref" -> true;
      case "minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum", "multipleOf" -> true;
      case "minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties" ->
          true;
      case "minContains", "maxContains", "dependentRequired", "$anchor" -> this != DRAFT_07;
      case "$recursiveRef", "$recursiveAnchor" -> this == DRAFT_2019_09;
      case "$dynamicRef", "$dynamicAnchor" -> this == DRAFT_2020_12;
      default -> false;
    };
  }

  /** Whether a reference makes its siblings void. */
  boolean refStandsAlone() {
    return this == DRAFT_07;
  }

  /** How the subschemas of this keyword are written; null when it has none in this dialect. */
  @Nullable Shape shape(String keyword) {
    return switch (keyword) {
      case "not", "if", "then", "else", "additionalProperties", "propertyNames", "contains" ->
          Shape.ONE;
      case "allOf", "anyOf", "oneOf" -> Shape.LIST;
      case "properties", "patternProperties", "$defs", "definitions" -> Shape.MAP;
      case "items" -> this == DRAFT_2020_12 ? Shape.ONE : Shape.ONE_OR_LIST;
      case "additionalItems" -> this == DRAFT_2020_12 ? null : Shape.ONE;
      case "prefixItems" -> this == DRAFT_2020_12 ? Shape.LIST : null;
      case "dependentSchemas" -> this == DRAFT_07 ? null : Shape.MAP;
      case "unevaluatedProperties", "unevaluatedItems" -> this == DRAFT_07 ? null : Shape.ONE;
      case "dependencies" -> this == DRAFT_07 ? Shape.DEPENDENCIES : null;
      default -> null;
    };
  }
}
