package io.countersign.approvals.arguments.jsonschema;

import io.countersign.approvals.arguments.Seen;
import io.countersign.schemas.json.JsonArray;
import io.countersign.schemas.json.JsonBoolean;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonString;
import io.countersign.schemas.json.JsonValue;
import java.util.List;
import java.util.Map;

/**
 * Whether a document can satisfy a schema, whatever its hidden places held: {@link Truth#FALSE}
 * only when no value there could make it valid. Every look at a value is counted.
 */
final class Evaluation {
  private final SchemaModel model;
  private final Work work;
  private final ValueKeywords values;
  private final ArrayKeywords arrays;
  private final ObjectKeywords objects;

  Evaluation(SchemaModel model, Work work) {
    this.model = model;
    this.work = work;
    this.values = new ValueKeywords(model, work);
    this.arrays = new ArrayKeywords(this, work);
    this.objects = new ObjectKeywords(this, work);
  }

  SchemaModel model() {
    return model;
  }

  Truth schema(JsonValue schema, Seen value, Place place, boolean asserted) {
    work.enter();
    Truth truth =
        schema instanceof JsonObject object
            ? keywords(new Look(object, value, place, asserted))
            : work.found(
                Truth.of(schema.equals(JsonBoolean.of(true))),
                asserted,
                place,
                "false",
                "Expected nothing here, but there is something.");
    work.leave();
    return truth;
  }

  /** Like {@link #schema} where failing is no error. */
  Truth trial(JsonValue schema, Seen value, Place place) {
    return schema(schema, value, place, false);
  }

  /** Whether a pattern is found in a name or text, its work counted. */
  boolean found(String pattern, String text) {
    LinearPattern compiled = model.pattern(pattern);
    work.spend(compiled.steps(text));
    return compiled.found(text);
  }

  private Truth keywords(Look look) {
    Truth all = Truth.TRUE;
    for (Map.Entry<String, JsonValue> keyword : look.schema().members().entrySet()) {
      all = all.and(keyword(look, keyword.getKey(), keyword.getValue()));
    }
    return all;
  }

  private Truth keyword(Look look, String keyword, JsonValue value) {
    return switch (keyword) {
      case "$ref", "$dynamicRef", "$recursiveRef" ->
          schema(
              model.target(((JsonString) value).value()),
              look.value(),
              look.place(),
              look.asserted());
      case "allOf" -> allOf(look, (JsonArray) value);
      case "anyOf" -> anyOf(look, (JsonArray) value);
      case "oneOf" -> oneOf(look, (JsonArray) value);
      case "not" ->
          work.found(
              trial(value, look.value(), look.place()).not(),
              look.asserted(),
              look.place(),
              keyword,
              "Expected a value that the schema does not exclude, but it does.");
      case "if" -> condition(look, value);
      case "prefixItems",
          "items",
          "additionalItems",
          "contains",
          "unevaluatedItems",
          "minItems",
          "maxItems",
          "uniqueItems" ->
          arrays.keyword(look, keyword, value);
      case "properties",
          "patternProperties",
          "additionalProperties",
          "unevaluatedProperties",
          "propertyNames",
          "required",
          "dependentRequired",
          "dependentSchemas",
          "dependencies",
          "minProperties",
          "maxProperties" ->
          objects.keyword(look, keyword, value);
      // Definitions, anchors, and what is read with another keyword.
      case "$defs",
          "definitions",
          "$anchor",
          "$dynamicAnchor",
          "$recursiveAnchor",
          "then",
          "else",
          "minContains",
          "maxContains" ->
          Truth.TRUE;
      default -> values.keyword(look, keyword, value);
    };
  }

  private Truth allOf(Look look, JsonArray schemas) {
    Truth all = Truth.TRUE;
    for (JsonValue schema : schemas.elements()) {
      all = all.and(schema(schema, look.value(), look.place(), look.asserted()));
    }
    return all;
  }

  private Truth anyOf(Look look, JsonArray schemas) {
    Truth any = Truth.FALSE;
    for (JsonValue schema : schemas.elements()) {
      any = any.or(trial(schema, look.value(), look.place()));
    }
    return work.found(any, look.asserted(), look.place(), "anyOf", none(schemas.elements()));
  }

  private Truth oneOf(Look look, JsonArray schemas) {
    int certain = 0;
    int possible = 0;
    for (JsonValue schema : schemas.elements()) {
      Truth truth = trial(schema, look.value(), look.place());
      certain += truth == Truth.TRUE ? 1 : 0;
      possible += truth == Truth.UNKNOWN ? 1 : 0;
    }
    Truth one =
        certain > 1 || certain + possible == 0
            ? Truth.FALSE
            : possible == 0 ? Truth.TRUE : Truth.UNKNOWN;
    String message =
        certain > 1
            ? "Expected exactly one of the %s alternatives to fit, but %s do."
                .formatted(schemas.elements().size(), certain)
            : none(schemas.elements());
    return work.found(one, look.asserted(), look.place(), "oneOf", message);
  }

  private static String none(List<JsonValue> schemas) {
    return "Expected one of the %s alternatives of the schema to fit, but none does."
        .formatted(schemas.size());
  }

  private Truth condition(Look look, JsonValue condition) {
    Truth met = trial(condition, look.value(), look.place());
    JsonValue then = look.schema().get("then").orElse(JsonBoolean.of(true));
    JsonValue otherwise = look.schema().get("else").orElse(JsonBoolean.of(true));
    return switch (met) {
      case TRUE -> schema(then, look.value(), look.place(), look.asserted());
      case FALSE -> schema(otherwise, look.value(), look.place(), look.asserted());
      case UNKNOWN ->
          work.found(
              met.and(trial(then, look.value(), look.place()))
                  .or(met.and(trial(otherwise, look.value(), look.place()))),
              look.asserted(),
              look.place(),
              "if",
              "Expected what \"then\" or \"else\" of the schema asks for, but it is neither.");
    };
  }
}
