package io.countersign.approvals.arguments.jsonschema;

import io.countersign.approvals.arguments.Seen;
import io.countersign.schemas.json.JsonArray;
import io.countersign.schemas.json.JsonBoolean;
import io.countersign.schemas.json.JsonNumber;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonValue;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The keywords that speak about arrays. Of anything else they are true. */
final class ArrayKeywords {
  private final Evaluation evaluation;
  private final Work work;

  ArrayKeywords(Evaluation evaluation, Work work) {
    this.evaluation = evaluation;
    this.work = work;
  }

  Truth keyword(Look look, String keyword, JsonValue value) {
    return switch (look.value()) {
      case Seen.Elements array -> array(look, array.elements(), keyword, value);
      case Seen.Hidden hidden -> hidden.isString() ? Truth.TRUE : Truth.UNKNOWN;
      case Seen.Members object -> Truth.TRUE;
      case Seen.Scalar scalar -> Truth.TRUE;
    };
  }

  private Truth array(Look look, List<Seen> elements, String keyword, JsonValue value) {
    return switch (keyword) {
      case "prefixItems" -> prefix(look, elements, ((JsonArray) value).elements());
      case "items" ->
          value instanceof JsonArray list
              ? prefix(look, elements, list.elements())
              : rest(look, elements, value, size(look.schema(), "prefixItems"));
      case "additionalItems" ->
          look.schema().get("items").orElse(null) instanceof JsonArray list
              ? rest(look, elements, value, list.elements().size())
              : Truth.TRUE;
      case "contains" -> contains(look, elements, value);
      case "unevaluatedItems" -> unevaluated(look, elements, value);
      case "minItems" ->
          count(look, keyword, elements.size() >= limit(value), "at least", value, elements.size());
      case "maxItems" ->
          count(look, keyword, elements.size() <= limit(value), "at most", value, elements.size());
      default -> value.equals(JsonBoolean.of(true)) ? unique(look, elements) : Truth.TRUE;
    };
  }

  private static int size(JsonObject schema, String keyword) {
    return schema.array(keyword).map(list -> list.elements().size()).orElse(0);
  }

  private static double limit(JsonValue value) {
    return ((JsonNumber) value).value();
  }

  private Truth count(
      Look look, String keyword, boolean within, String bound, JsonValue limit, int size) {
    return work.found(
        Truth.of(within),
        look.asserted(),
        look.place(),
        keyword,
        "Expected %s %s elements, but there are %s.".formatted(bound, limit.toJson(), size));
  }

  private Truth prefix(Look look, List<Seen> elements, List<JsonValue> schemas) {
    Truth all = Truth.TRUE;
    for (int i = 0; i < Math.min(elements.size(), schemas.size()); i++) {
      all = all.and(element(look, elements, schemas.get(i), i));
    }
    return all;
  }

  private Truth rest(Look look, List<Seen> elements, JsonValue schema, int from) {
    Truth all = Truth.TRUE;
    for (int i = from; i < elements.size(); i++) {
      all = all.and(element(look, elements, schema, i));
    }
    return all;
  }

  private Truth element(Look look, List<Seen> elements, JsonValue schema, int index) {
    return evaluation.schema(
        schema, elements.get(index), look.place().child(index), look.asserted());
  }

  private Truth contains(Look look, List<Seen> elements, JsonValue schema) {
    int certain = 0;
    int possible = 0;
    for (int i = 0; i < elements.size(); i++) {
      Truth truth = evaluation.trial(schema, elements.get(i), look.place().child(i));
      certain += truth == Truth.TRUE ? 1 : 0;
      possible += truth == Truth.FALSE ? 0 : 1;
    }
    double least = look.schema().number("minContains").map(JsonNumber::value).orElse(1.0);
    double most =
        look.schema().number("maxContains").map(JsonNumber::value).orElse((double) elements.size());
    Truth enough = certain >= least ? Truth.TRUE : possible >= least ? Truth.UNKNOWN : Truth.FALSE;
    Truth notTooMany =
        possible <= most ? Truth.TRUE : certain <= most ? Truth.UNKNOWN : Truth.FALSE;
    return work.found(
        enough.and(notTooMany),
        look.asserted(),
        look.place(),
        "contains",
        "Expected %s to %s elements of a kind that the schema names, but there are %s."
            .formatted(new JsonNumber(least).text(), new JsonNumber(most).text(), certain));
  }

  private Truth unevaluated(Look look, List<Seen> elements, JsonValue schema) {
    Truth all = Truth.TRUE;
    for (int i = 0; i < elements.size(); i++) {
      Truth evaluated =
          new Evaluated(evaluation, work, new Evaluated.Element(elements.get(i), i))
              .besides(look, "unevaluatedItems");
      if (evaluated != Truth.TRUE) {
        boolean asserted = look.asserted() && evaluated == Truth.FALSE;
        Place place = look.place().child(i);
        all = all.and(evaluated.or(evaluation.schema(schema, elements.get(i), place, asserted)));
      }
    }
    return all;
  }

  private Truth unique(Look look, List<Seen> elements) {
    Set<String> texts = new HashSet<>();
    int visible = 0;
    for (Seen element : elements) {
      JsonValue value = Visible.of(element);
      if (value != null) {
        String text = value.toJson();
        work.spend(1 + text.length() / 64);
        texts.add(text);
        visible++;
      }
    }
    boolean repeated = texts.size() < visible;
    boolean doubtful = visible < elements.size() && elements.size() > 1;
    return work.found(
        repeated ? Truth.FALSE : doubtful ? Truth.UNKNOWN : Truth.TRUE,
        look.asserted(),
        look.place(),
        "uniqueItems",
        "Expected each element once, but at least one is repeated.");
  }
}
