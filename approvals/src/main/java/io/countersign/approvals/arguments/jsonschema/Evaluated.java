package io.countersign.approvals.arguments.jsonschema;

import io.countersign.approvals.arguments.Seen;
import io.countersign.schemas.json.JsonArray;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonString;
import io.countersign.schemas.json.JsonValue;
import java.util.List;

/**
 * Whether a member or an element was evaluated by what stands beside {@code unevaluatedProperties}
 * or {@code unevaluatedItems} (JSON Schema core, section 11).
 */
final class Evaluated {
  /** What may have been evaluated. */
  sealed interface Part {}

  /** A member of an object. */
  record Member(String name, boolean masked) implements Part {}

  /** An element of an array. */
  record Element(Seen value, int index) implements Part {}

  private final Evaluation evaluation;
  private final Work work;
  private final Part part;

  Evaluated(Evaluation evaluation, Work work, Part part) {
    this.evaluation = evaluation;
    this.work = work;
    this.part = part;
  }

  /** Whether anything in this schema but {@code keyword} itself evaluates the part. */
  Truth besides(Look look, String keyword) {
    return in(look, keyword);
  }

  private Truth by(JsonValue schema, Look look) {
    return schema instanceof JsonObject object
        ? in(new Look(object, look.value(), look.place(), false), "")
        : Truth.FALSE;
  }

  private Truth in(Look look, String besides) {
    work.enter();
    Truth evaluated =
        switch (part) {
          case Member member -> member(look.schema(), member, besides);
          case Element element -> element(look, element, besides);
        };
    if (evaluated != Truth.TRUE) {
      evaluated = evaluated.or(inPlace(look));
    }
    work.leave();
    return evaluated;
  }

  private Truth member(JsonObject schema, Member member, String besides) {
    if (schema.has("additionalProperties")
        || (!besides.equals("unevaluatedProperties") && schema.has("unevaluatedProperties"))) {
      return Truth.TRUE;
    }
    JsonObject patterns = schema.object("patternProperties").orElse(JsonObject.EMPTY);
    if (member.masked()) {
      return patterns.members().isEmpty() ? Truth.FALSE : Truth.UNKNOWN;
    }
    boolean named = schema.object("properties").map(all -> all.has(member.name())).orElse(false);
    for (String pattern : patterns.members().keySet()) {
      named = named || evaluation.found(pattern, member.name());
    }
    return Truth.of(named);
  }

  private Truth element(Look look, Element element, String besides) {
    JsonObject schema = look.schema();
    JsonValue items = schema.get("items").orElse(null);
    int prefix =
        items instanceof JsonArray list
            ? list.elements().size()
            : schema.array("prefixItems").map(list -> list.elements().size()).orElse(0);
    boolean all = items != null && (!(items instanceof JsonArray) || schema.has("additionalItems"));
    if (all
        || element.index() < prefix
        || (!besides.equals("unevaluatedItems") && schema.has("unevaluatedItems"))) {
      return Truth.TRUE;
    }
    JsonValue contains = schema.get("contains").orElse(null);
    return contains == null || evaluation.model().dialect() != Dialect.DRAFT_2020_12
        ? Truth.FALSE
        : evaluation.trial(contains, element.value(), look.place().child(element.index()));
  }

  /** What the subschemas evaluate that look at the same value and hold of it. */
  private Truth inPlace(Look look) {
    JsonObject schema = look.schema();
    Truth evaluated = Truth.FALSE;
    for (String keyword : List.of("$ref", "$dynamicRef", "$recursiveRef")) {
      if (schema.get(keyword).orElse(null) instanceof JsonString reference) {
        evaluated = evaluated.or(by(evaluation.model().target(reference.value()), look));
      }
    }
    for (String keyword : List.of("allOf", "anyOf", "oneOf")) {
      for (JsonValue branch : schema.array(keyword).orElse(JsonArray.EMPTY).elements()) {
        evaluated = evaluated.or(ifHolds(branch, look));
      }
    }
    if (look.value() instanceof Seen.Members object) {
      JsonObject dependent = schema.object("dependentSchemas").orElse(JsonObject.EMPTY);
      for (var entry : dependent.members().entrySet()) {
        if (object.members().containsKey(entry.getKey())) {
          evaluated = evaluated.or(ifHolds(entry.getValue(), look));
        }
      }
    }
    JsonValue condition = schema.get("if").orElse(null);
    return condition == null ? evaluated : evaluated.or(conditional(schema, condition, look));
  }

  private Truth ifHolds(JsonValue schema, Look look) {
    Truth by = by(schema, look);
    return by == Truth.FALSE
        ? Truth.FALSE
        : by.and(evaluation.trial(schema, look.value(), look.place()));
  }

  private Truth conditional(JsonObject schema, JsonValue condition, Look look) {
    Truth met = evaluation.trial(condition, look.value(), look.place());
    Truth evaluated = met.and(by(condition, look));
    JsonValue then = schema.get("then").orElse(null);
    if (then != null) {
      evaluated = evaluated.or(met.and(by(then, look)));
    }
    JsonValue otherwise = schema.get("else").orElse(null);
    if (otherwise != null) {
      evaluated = evaluated.or(met.not().and(by(otherwise, look)));
    }
    return evaluated;
  }
}
