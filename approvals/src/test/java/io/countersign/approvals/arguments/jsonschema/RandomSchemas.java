package io.countersign.approvals.arguments.jsonschema;

import io.countersign.schemas.json.JsonArray;
import io.countersign.schemas.json.JsonBoolean;
import io.countersign.schemas.json.JsonNull;
import io.countersign.schemas.json.JsonNumber;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonString;
import io.countersign.schemas.json.JsonValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Small random schemas and documents that speak about the same few names, so that they meet. */
final class RandomSchemas {
  static final List<String> NAMES = List.of("a", "b", "cc");
  private static final List<String> TYPES =
      List.of("object", "array", "string", "number", "integer", "boolean", "null");

  private RandomSchemas() {}

  static JsonValue schema(Random random, int depth) {
    int chance = random.nextInt(12);
    return chance == 0 ? JsonBoolean.of(random.nextInt(3) > 0) : object(random, depth);
  }

  static JsonObject object(Random random, int depth) {
    Map<String, JsonValue> keywords = new LinkedHashMap<>();
    int count = 1 + random.nextInt(3);
    for (int i = 0; i < count; i++) {
      keyword(keywords, random, depth);
    }
    return new JsonObject(keywords);
  }

  static JsonObject document(Random random) {
    return members(random, 3);
  }

  private static void keyword(Map<String, JsonValue> keywords, Random random, int depth) {
    int kind = random.nextInt(depth == 0 ? 12 : 30);
    switch (kind) {
      case 0 -> keywords.put("type", new JsonString(TYPES.get(random.nextInt(TYPES.size()))));
      case 1 -> keywords.put("enum", JsonArray.of(value(random, 1), value(random, 0)));
      case 2 -> keywords.put("const", value(random, 1));
      case 3 -> keywords.put("maximum", JsonNumber.of(random.nextInt(3)));
      case 4 -> keywords.put("multipleOf", new JsonNumber(random.nextBoolean() ? 0.5 : 1));
      case 5 -> keywords.put("minLength", JsonNumber.of(random.nextInt(3)));
      case 6 -> keywords.put("pattern", new JsonString(random.nextBoolean() ? "^x" : "[ab]$"));
      case 7 -> keywords.put("maxItems", JsonNumber.of(random.nextInt(3)));
      case 8 -> keywords.put("uniqueItems", JsonBoolean.of(true));
      case 9 -> keywords.put("required", JsonArray.ofStrings(List.of(name(random))));
      case 10 -> keywords.put("maxProperties", JsonNumber.of(random.nextInt(4)));
      case 11 ->
          keywords.put(
              "dependentRequired",
              JsonObject.of(name(random), JsonArray.ofStrings(List.of(name(random)))));
      case 12, 13, 14, 15, 16 -> keywords.put("properties", map(random, depth));
      case 17 ->
          keywords.put(
              "patternProperties",
              JsonObject.of(random.nextBoolean() ? "^a" : "c", schema(random, depth - 1)));
      case 18 -> keywords.put("additionalProperties", schema(random, depth - 1));
      case 19 -> keywords.put("propertyNames", schema(random, 0));
      case 20, 21 -> keywords.put("items", schema(random, depth - 1));
      case 22 -> keywords.put("prefixItems", JsonArray.of(schema(random, depth - 1)));
      case 23 -> {
        keywords.put("contains", schema(random, depth - 1));
        keywords.put("maxContains", JsonNumber.of(1 + random.nextInt(2)));
        keywords.put("minContains", JsonNumber.of(random.nextInt(2)));
      }
      case 24 -> keywords.put("not", schema(random, depth - 1));
      case 25 -> {
        keywords.put("if", schema(random, depth - 1));
        keywords.put("then", schema(random, depth - 1));
        keywords.put("else", schema(random, depth - 1));
      }
      case 26 ->
          keywords.put("anyOf", JsonArray.of(schema(random, depth - 1), schema(random, depth - 1)));
      case 27 ->
          keywords.put("oneOf", JsonArray.of(schema(random, depth - 1), schema(random, depth - 1)));
      case 28 ->
          keywords.put("dependentSchemas", JsonObject.of(name(random), schema(random, depth - 1)));
      default -> {
        keywords.put("allOf", JsonArray.of(schema(random, depth - 1), schema(random, depth - 1)));
        keywords.put("unevaluatedProperties", schema(random, 0));
        keywords.put("unevaluatedItems", schema(random, 0));
      }
    }
  }

  private static JsonObject map(Random random, int depth) {
    Map<String, JsonValue> schemas = new LinkedHashMap<>();
    for (String name : NAMES) {
      if (random.nextBoolean()) {
        schemas.put(name, schema(random, depth - 1));
      }
    }
    return new JsonObject(schemas);
  }

  private static String name(Random random) {
    return NAMES.get(random.nextInt(NAMES.size()));
  }

  private static JsonValue value(Random random, int depth) {
    return switch (random.nextInt(depth == 0 ? 5 : 8)) {
      case 0 -> JsonNull.NULL;
      case 1 -> JsonBoolean.of(random.nextBoolean());
      case 2 -> JsonNumber.of(random.nextInt(4));
      case 3 -> new JsonNumber(random.nextInt(8) / 4.0);
      case 4 -> new JsonString(List.of("", "x", "xa", "b", "yyy").get(random.nextInt(5)));
      case 5, 6 -> members(random, depth - 1);
      default -> {
        List<JsonValue> elements = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
          elements.add(value(random, depth - 1));
        }
        yield new JsonArray(elements);
      }
    };
  }

  private static JsonObject members(Random random, int depth) {
    Map<String, JsonValue> members = new LinkedHashMap<>();
    for (String name : NAMES) {
      if (random.nextInt(3) > 0) {
        members.put(name, value(random, depth));
      }
    }
    return new JsonObject(members);
  }
}
