package io.countersign.approvals.arguments.jsonschema;

import io.countersign.approvals.arguments.Seen;
import io.countersign.schemas.json.JsonArray;
import io.countersign.schemas.json.JsonBoolean;
import io.countersign.schemas.json.JsonNull;
import io.countersign.schemas.json.JsonNumber;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonString;
import io.countersign.schemas.json.JsonValue;
import java.math.BigDecimal;
import java.util.List;

/** The keywords that speak about any value, about numbers and about strings. */
final class ValueKeywords {
  private final SchemaModel model;
  private final Work work;

  ValueKeywords(SchemaModel model, Work work) {
    this.model = model;
    this.work = work;
  }

  Truth keyword(Look look, String keyword, JsonValue value) {
    Truth truth =
        switch (keyword) {
          case "type" -> type(look.value(), types(value));
          case "const" -> Visible.equal(look.value(), value, work);
          case "enum" -> among(look.value(), ((JsonArray) value).elements());
          case "minLength", "maxLength", "pattern" -> text(look.value(), keyword, value);
          case "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf" ->
              number(look.value(), keyword, (JsonNumber) value);
          default -> throw new AssertionError("A keyword that was not inspected: " + keyword);
        };
    return work.found(truth, look.asserted(), look.place(), keyword, message(keyword, value));
  }

  private static List<JsonValue> types(JsonValue type) {
    return type instanceof JsonArray several ? several.elements() : List.of(type);
  }

  private static Truth type(Seen seen, List<JsonValue> types) {
    if (seen instanceof Seen.Hidden hidden && !hidden.isString()) {
      return Truth.UNKNOWN;
    }
    return Truth.of(types.stream().anyMatch(type -> isOf(seen, ((JsonString) type).value())));
  }

  private static boolean isOf(Seen seen, String type) {
    return switch (seen) {
      case Seen.Elements array -> type.equals("array");
      case Seen.Members object -> type.equals("object");
      case Seen.Hidden string -> type.equals("string");
      case Seen.Scalar scalar ->
          switch (scalar.value()) {
            case JsonString s -> type.equals("string");
            case JsonNumber n -> type.equals("number") || (type.equals("integer") && n.isInteger());
            case JsonBoolean b -> type.equals("boolean");
            case JsonNull n -> type.equals("null");
            case JsonArray a -> type.equals("array");
            case JsonObject o -> type.equals("object");
          };
    };
  }

  private Truth among(Seen seen, List<JsonValue> values) {
    Truth any = Truth.FALSE;
    for (JsonValue value : values) {
      any = any.or(Visible.equal(seen, value, work));
    }
    return any;
  }

  private Truth text(Seen seen, String keyword, JsonValue value) {
    return switch (seen) {
      case Seen.Hidden hidden -> hidden.isString() ? cut(hidden, keyword, value) : Truth.UNKNOWN;
      case Seen.Scalar(JsonString text) -> text(text.value(), keyword, value);
      case Seen.Scalar other -> Truth.TRUE;
      case Seen.Elements array -> Truth.TRUE;
      case Seen.Members object -> Truth.TRUE;
    };
  }

  private Truth text(String text, String keyword, JsonValue value) {
    if (value instanceof JsonString pattern) {
      LinearPattern compiled = model.pattern(pattern.value());
      work.spend(compiled.steps(text));
      return Truth.of(compiled.found(text));
    }
    work.spend(text.length() / 64);
    int length = text.codePointCount(0, text.length());
    double limit = ((JsonNumber) value).value();
    return Truth.of(keyword.equals("minLength") ? length >= limit : length <= limit);
  }

  /** Of a string that was cut its bytes are known, and so the range of its length. */
  private static Truth cut(Seen.Hidden string, String keyword, JsonValue value) {
    if (!(value instanceof JsonNumber limit)) {
      return Truth.UNKNOWN;
    }
    long most = string.stringBytes();
    long least = (most + 3) / 4;
    boolean minimum = keyword.equals("minLength");
    if (minimum ? least >= limit.value() : most <= limit.value()) {
      return Truth.TRUE;
    }
    return (minimum ? most < limit.value() : least > limit.value()) ? Truth.FALSE : Truth.UNKNOWN;
  }

  private static Truth number(Seen seen, String keyword, JsonNumber limit) {
    return switch (seen) {
      case Seen.Hidden hidden -> hidden.isString() ? Truth.TRUE : Truth.UNKNOWN;
      case Seen.Scalar(JsonNumber number) -> Truth.of(within(number, keyword, limit));
      case Seen.Scalar other -> Truth.TRUE;
      case Seen.Elements array -> Truth.TRUE;
      case Seen.Members object -> Truth.TRUE;
    };
  }

  /** Decimal, as the numbers are written: 0.3 is a multiple of 0.1. */
  private static boolean within(JsonNumber number, String keyword, JsonNumber limit) {
    BigDecimal value = new BigDecimal(number.text());
    BigDecimal bound = new BigDecimal(limit.text());
    return switch (keyword) {
      case "minimum" -> value.compareTo(bound) >= 0;
      case "maximum" -> value.compareTo(bound) <= 0;
      case "exclusiveMinimum" -> value.compareTo(bound) > 0;
      case "exclusiveMaximum" -> value.compareTo(bound) < 0;
      default -> value.remainder(bound).signum() == 0;
    };
  }

  /** Shows the schema's side only. */
  private static String message(String keyword, JsonValue value) {
    String shown = shortened(value.toJson());
    return switch (keyword) {
      case "type" -> "Expected a value of type %s, but it is of another.".formatted(shown);
      case "const" -> "Expected the value %s, but it is another.".formatted(shown);
      case "enum" -> "Expected one of %s, but it is none of them.".formatted(shown);
      case "minLength" -> "Expected at least %s characters, but there are fewer.".formatted(shown);
      case "maxLength" -> "Expected at most %s characters, but there are more.".formatted(shown);
      case "pattern" -> "Expected a text that matches %s, but it does not.".formatted(shown);
      case "minimum" -> "Expected at least %s, but it is less.".formatted(shown);
      case "maximum" -> "Expected at most %s, but it is more.".formatted(shown);
      case "exclusiveMinimum" -> "Expected more than %s, but it is not.".formatted(shown);
      case "exclusiveMaximum" -> "Expected less than %s, but it is not.".formatted(shown);
      default -> "Expected a multiple of %s, but it is none.".formatted(shown);
    };
  }

  private static String shortened(String text) {
    int longest = 200;
    if (text.length() <= longest) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(longest - 1)) ? longest - 1 : longest;
    return text.substring(0, end) + "…";
  }
}
