package io.countersign.approvals.arguments.jsonschema;

import io.countersign.approvals.arguments.SchemaRefused;
import io.countersign.schemas.json.JsonArray;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonPointer;
import io.countersign.schemas.json.JsonString;
import io.countersign.schemas.json.JsonValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The references of a schema: local ones only, each to a subschema, and no way back to a subschema
 * before a value was stepped into. What looks at one value is counted as often as it is named, so
 * that references cannot multiply without bound.
 */
final class SchemaReferences {
  private static final List<String> REFERENCES = List.of("$ref", "$dynamicRef", "$recursiveRef");

  private final JsonObject root;
  private final Map<String, JsonValue> subschemas;
  private final Map<String, String> anchors = new TreeMap<>();
  private final Map<String, JsonValue> targets = new HashMap<>();
  private final Map<String, Integer> looks = new HashMap<>();
  private final Set<String> open = new HashSet<>();

  /**
   * @param subschemas every subschema by its pointer
   */
  SchemaReferences(JsonObject root, Map<String, JsonValue> subschemas) {
    this.root = root;
    this.subschemas = subschemas;
  }

  Map<String, JsonValue> targets() {
    return targets;
  }

  void inspect() throws SchemaRefused {
    for (Map.Entry<String, JsonValue> subschema : subschemas.entrySet()) {
      if (subschema.getValue() instanceof JsonObject object) {
        anchor(object, "$anchor", subschema.getKey());
        anchor(object, "$dynamicAnchor", subschema.getKey());
      }
    }
    for (String pointer : subschemas.keySet()) {
      count(pointer, 0);
    }
  }

  private void anchor(JsonObject schema, String keyword, String pointer) throws SchemaRefused {
    String name = schema.string(keyword).orElse(null);
    String before = name == null ? null : anchors.put(name, pointer);
    if (before != null && !before.equals(pointer)) {
      throw new SchemaRefused(
          JsonPointer.append(pointer, keyword),
          "Expected each anchor once, but this one is declared twice.");
    }
  }

  /** How many subschemas look at a value when this one does. */
  private int count(String pointer, int chain) throws SchemaRefused {
    Integer known = looks.get(pointer);
    if (known != null && chain == 0) {
      return known;
    }
    if (!open.add(pointer)) {
      throw new SchemaRefused(
          pointer,
          "Expected references that step into the arguments, but this subschema refers back to itself for the same value. It can never be decided.");
    }
    if (chain > SchemaLimits.CHAIN) {
      throw new SchemaRefused(
          pointer,
          "Expected at most %s subschemas in a chain for one value, but there are more. Flatten the schema."
              .formatted(SchemaLimits.CHAIN));
    }
    int sum = 1;
    for (String next : sameValue(pointer)) {
      sum += count(next, chain + 1);
      if (sum > SchemaLimits.LOOKS) {
        throw new SchemaRefused(
            pointer,
            "Expected at most %s subschemas to look at one value, but there are more. Do not repeat references inside allOf, anyOf and oneOf."
                .formatted(SchemaLimits.LOOKS));
      }
    }
    open.remove(pointer);
    looks.put(pointer, sum);
    return sum;
  }

  /** The subschemas that look at the same value as this one. */
  private List<String> sameValue(String pointer) throws SchemaRefused {
    List<String> next = new ArrayList<>();
    if (!(subschemas.get(pointer) instanceof JsonObject schema)) {
      return next;
    }
    for (String keyword : List.of("not", "if", "then", "else")) {
      if (schema.has(keyword)) {
        next.add(JsonPointer.append(pointer, keyword));
      }
    }
    for (String keyword : List.of("allOf", "anyOf", "oneOf")) {
      int size = schema.array(keyword).map(list -> list.elements().size()).orElse(0);
      for (int i = 0; i < size; i++) {
        next.add(JsonPointer.append(JsonPointer.append(pointer, keyword), i));
      }
    }
    for (String keyword : List.of("dependentSchemas", "dependencies")) {
      JsonObject map = schema.object(keyword).orElse(JsonObject.EMPTY);
      map.members()
          .forEach(
              (name, value) -> {
                if (!(value instanceof JsonArray)) {
                  next.add(JsonPointer.append(JsonPointer.append(pointer, keyword), name));
                }
              });
    }
    for (String keyword : REFERENCES) {
      JsonValue reference = schema.get(keyword).orElse(null);
      if (reference != null) {
        next.add(target(reference, JsonPointer.append(pointer, keyword)));
      }
    }
    return next;
  }

  /** The pointer of the subschema that a reference means. */
  private String target(JsonValue reference, String at) throws SchemaRefused {
    if (!(reference instanceof JsonString text) || !text.value().startsWith("#")) {
      throw new SchemaRefused(
          at,
          "Expected a reference inside this schema (\"#…\"), but it leads outside. Nothing is ever fetched: copy the schema into $defs.");
    }
    String fragment = decoded(text.value().substring(1));
    @Nullable String pointer =
        fragment.isEmpty() || fragment.startsWith("/") ? normal(fragment) : anchors.get(fragment);
    JsonValue schema = pointer == null ? null : subschemas.get(pointer);
    if (pointer == null || schema == null) {
      throw new SchemaRefused(
          at,
          "Expected a reference to a subschema of this schema, but there is none at its place.");
    }
    targets.put(text.value(), pointer.isEmpty() ? root : schema);
    return pointer;
  }

  private static @Nullable String normal(String pointer) {
    try {
      return JsonPointer.parse(pointer).text();
    } catch (IllegalArgumentException malformed) {
      return null;
    }
  }

  /** Percent-encoded ASCII is decoded; what else is encoded can stand as it is. */
  private static String decoded(String fragment) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < fragment.length(); i++) {
      char c = fragment.charAt(i);
      int value = c == '%' && i + 2 < fragment.length() ? hex(fragment, i + 1) : -1;
      if (value >= 0 && value < 0x80) {
        out.append((char) value);
        i += 2;
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }

  private static int hex(String text, int at) {
    int high = Character.digit(text.charAt(at), 16);
    int low = Character.digit(text.charAt(at + 1), 16);
    return high < 0 || low < 0 ? -1 : high * 16 + low;
  }
}
