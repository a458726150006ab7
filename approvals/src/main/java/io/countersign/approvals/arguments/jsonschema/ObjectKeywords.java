package io.countersign.approvals.arguments.jsonschema;

import io.countersign.approvals.arguments.Seen;
import io.countersign.schemas.json.JsonArray;
import io.countersign.schemas.json.JsonBoolean;
import io.countersign.schemas.json.JsonNumber;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonString;
import io.countersign.schemas.json.JsonValue;
import java.util.Map;

/**
 * The keywords that speak about objects. Of anything else they are true. A masked name is taken as
 * one that the schema does not declare in {@code properties}; whether it matches a pattern is
 * unknown.
 */
final class ObjectKeywords {
  private final Evaluation evaluation;
  private final Work work;

  ObjectKeywords(Evaluation evaluation, Work work) {
    this.evaluation = evaluation;
    this.work = work;
  }

  Truth keyword(Look look, String keyword, JsonValue value) {
    return switch (look.value()) {
      case Seen.Members object -> object(look, object, keyword, value);
      case Seen.Hidden hidden -> hidden.isString() ? Truth.TRUE : Truth.UNKNOWN;
      case Seen.Elements array -> Truth.TRUE;
      case Seen.Scalar scalar -> Truth.TRUE;
    };
  }

  private Truth object(Look look, Seen.Members object, String keyword, JsonValue value) {
    int size = object.members().size();
    return switch (keyword) {
      case "properties" -> properties(look, object, (JsonObject) value);
      case "patternProperties" -> patterned(look, object, (JsonObject) value);
      case "additionalProperties" -> additional(look, object, value);
      case "unevaluatedProperties" -> unevaluated(look, object, value);
      case "propertyNames" -> names(look, object, value);
      case "required" -> required(look, object, (JsonArray) value, keyword);
      case "dependentRequired", "dependentSchemas", "dependencies" ->
          dependent(look, object, (JsonObject) value, keyword);
      case "minProperties" ->
          count(look, keyword, size >= ((JsonNumber) value).value(), "at least", value, size);
      default -> count(look, keyword, size <= ((JsonNumber) value).value(), "at most", value, size);
    };
  }

  private Truth count(
      Look look, String keyword, boolean within, String bound, JsonValue limit, int size) {
    return work.found(
        Truth.of(within),
        look.asserted(),
        look.place(),
        keyword,
        "Expected %s %s members, but there are %s.".formatted(bound, limit.toJson(), size));
  }

  private Truth properties(Look look, Seen.Members object, JsonObject schemas) {
    Truth all = Truth.TRUE;
    for (Map.Entry<String, Seen> member : object.members().entrySet()) {
      String name = member.getKey();
      JsonValue schema = schemas.get(name).orElse(null);
      if (schema != null && !object.maskedNames().contains(name)) {
        Place place = look.place().child(name);
        all = all.and(evaluation.schema(schema, member.getValue(), place, look.asserted()));
      }
    }
    return all;
  }

  private Truth patterned(Look look, Seen.Members object, JsonObject schemas) {
    Truth all = Truth.TRUE;
    for (Map.Entry<String, Seen> member : object.members().entrySet()) {
      String name = member.getKey();
      if (object.maskedNames().contains(name)) {
        all = all.and(maskedMember(look, name, member.getValue(), schemas));
        continue;
      }
      for (Map.Entry<String, JsonValue> entry : schemas.members().entrySet()) {
        if (evaluation.found(entry.getKey(), name)) {
          Place place = look.place().child(name);
          all =
              all.and(
                  evaluation.schema(entry.getValue(), member.getValue(), place, look.asserted()));
        }
      }
    }
    return all;
  }

  /**
   * A member whose name cannot be seen may match a pattern or none: certain only where all of these
   * agree.
   */
  private Truth maskedMember(Look look, String name, Seen value, JsonObject patterns) {
    Place place = look.place().child(name);
    JsonValue rest = look.schema().get("additionalProperties").orElse(JsonBoolean.of(true));
    Truth first = evaluation.trial(rest, value, place);
    boolean certain = true;
    Truth any = first;
    for (JsonValue schema : patterns.members().values()) {
      Truth truth = evaluation.trial(schema, value, place);
      certain &= truth == first;
      any = any.or(truth);
    }
    return work.found(
        certain ? first : any == Truth.FALSE ? Truth.FALSE : Truth.UNKNOWN,
        look.asserted(),
        place,
        "patternProperties",
        "Expected a member that the schema allows under some name, but it allows none.");
  }

  private Truth additional(Look look, Seen.Members object, JsonValue schema) {
    JsonObject declared = look.schema().object("properties").orElse(JsonObject.EMPTY);
    JsonObject patterns = look.schema().object("patternProperties").orElse(JsonObject.EMPTY);
    Truth all = Truth.TRUE;
    for (Map.Entry<String, Seen> member : object.members().entrySet()) {
      String name = member.getKey();
      boolean masked = object.maskedNames().contains(name);
      boolean elsewhere =
          masked ? !patterns.members().isEmpty() : declared.has(name) || matches(patterns, name);
      if (!elsewhere) {
        all = all.and(extra(look, "additionalProperties", name, member.getValue(), schema));
      }
    }
    return all;
  }

  private boolean matches(JsonObject patterns, String name) {
    boolean any = false;
    for (String pattern : patterns.members().keySet()) {
      any |= evaluation.found(pattern, name);
    }
    return any;
  }

  private Truth extra(Look look, String keyword, String name, Seen value, JsonValue schema) {
    Place place = look.place().child(name);
    if (schema.equals(JsonBoolean.of(false))) {
      return work.found(
          Truth.FALSE,
          look.asserted(),
          place,
          keyword,
          "Expected only members that the schema declares, but this one is not declared.");
    }
    return evaluation.schema(schema, value, place, look.asserted());
  }

  private Truth unevaluated(Look look, Seen.Members object, JsonValue schema) {
    Truth all = Truth.TRUE;
    for (Map.Entry<String, Seen> member : object.members().entrySet()) {
      String name = member.getKey();
      Evaluated.Member part = new Evaluated.Member(name, object.maskedNames().contains(name));
      Truth evaluated =
          new Evaluated(evaluation, work, part).besides(look, "unevaluatedProperties");
      if (evaluated == Truth.FALSE) {
        all = all.and(extra(look, "unevaluatedProperties", name, member.getValue(), schema));
      } else if (evaluated == Truth.UNKNOWN) {
        Truth held = evaluation.trial(schema, member.getValue(), look.place().child(name));
        all = all.and(evaluated.or(held));
      }
    }
    return all;
  }

  private Truth names(Look look, Seen.Members object, JsonValue schema) {
    Truth all = Truth.TRUE;
    for (String name : object.members().keySet()) {
      boolean masked = object.maskedNames().contains(name);
      Seen seen = masked ? Seen.Hidden.ANYTHING : new Seen.Scalar(new JsonString(name));
      Place place = look.place().child(name);
      all =
          all.and(
              work.found(
                  evaluation.trial(schema, seen, place),
                  look.asserted(),
                  place,
                  "propertyNames",
                  "Expected a name that the schema allows, but it does not allow this one."));
    }
    return all;
  }

  private Truth required(Look look, Seen.Members object, JsonArray names, String keyword) {
    Truth all = Truth.TRUE;
    for (JsonValue element : names.elements()) {
      work.spend(1);
      String name = ((JsonString) element).value();
      all =
          all.and(
              work.found(
                  Truth.of(has(object, name)),
                  look.asserted(),
                  look.place(),
                  keyword,
                  "Expected a member \"%s\", but there is none.".formatted(name)));
    }
    return all;
  }

  private static boolean has(Seen.Members object, String name) {
    return object.members().containsKey(name) && !object.maskedNames().contains(name);
  }

  private Truth dependent(Look look, Seen.Members object, JsonObject rules, String keyword) {
    Truth all = Truth.TRUE;
    for (Map.Entry<String, JsonValue> rule : rules.members().entrySet()) {
      work.spend(1);
      if (has(object, rule.getKey())) {
        all =
            all.and(
                rule.getValue() instanceof JsonArray names
                    ? required(look, object, names, keyword)
                    : evaluation.schema(
                        rule.getValue(), look.value(), look.place(), look.asserted()));
      }
    }
    return all;
  }
}
