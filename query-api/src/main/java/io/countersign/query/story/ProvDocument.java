package io.countersign.query.story;

import io.countersign.schemas.json.JsonArray;
import io.countersign.schemas.json.JsonNumber;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonString;
import io.countersign.schemas.json.JsonValue;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Collects statements of PROV and writes them as PROV-JSON (W3C Member Submission,
 * https://www.w3.org/Submission/2013/SUBM-prov-json-20130424/). What is stated twice stands once.
 */
final class ProvDocument {
  /** Most characters of a literal; the story as JSON has the whole. */
  private static final int MAX_LITERAL = 4_000;

  private final Map<String, String> prefixes = new TreeMap<>();
  private final Map<String, Map<String, JsonObject>> statements = new TreeMap<>();
  private final Set<JsonObject> relations = new LinkedHashSet<>();

  /** Attributes of an element or a relation. */
  static final class Attributes {
    private final Map<String, JsonValue> values = new LinkedHashMap<>();

    /** A text; nothing where there is none. */
    Attributes text(String name, Optional<String> value) {
      value.ifPresent(text -> values.put(name, new JsonString(cut(text))));
      return this;
    }

    Attributes number(String name, Optional<Long> value) {
      value.ifPresent(number -> values.put(name, typed(Long.toString(number), "xsd:long")));
      return this;
    }

    /** What kind of thing it is, as qualified names. */
    Attributes type(String... names) {
      List<JsonValue> types =
          List.of(names).stream()
              .<JsonValue>map(name -> typed(name, "prov:QUALIFIED_NAME"))
              .toList();
      values.put("prov:type", types.size() == 1 ? types.getFirst() : new JsonArray(types));
      return this;
    }

    /** A moment of an activity, such as {@code prov:startTime}. */
    Attributes time(String name, Optional<String> value) {
      value.ifPresent(time -> values.put(name, new JsonString(time)));
      return this;
    }

    private Attributes reference(String name, String to) {
      values.put(name, new JsonString(to));
      return this;
    }

    private JsonObject json() {
      return new JsonObject(values);
    }
  }

  void prefix(String name, String namespace) {
    prefixes.put(name, namespace);
  }

  /** States an element; the first statement of a name stands. */
  void element(String kind, String name, Attributes attributes) {
    statements
        .computeIfAbsent(kind, all -> new LinkedHashMap<>())
        .putIfAbsent(name, attributes.json());
  }

  /**
   * States a relation.
   *
   * @param kind such as {@code used}
   * @param roles names of roles and of who or what has them, in turn, such as {@code prov:activity}
   */
  void relation(String kind, Attributes attributes, String... roles) {
    for (int i = 0; i < roles.length; i += 2) {
      attributes.reference(roles[i], roles[i + 1]);
    }
    JsonObject relation = attributes.json();
    if (relations.add(JsonObject.of(kind, relation))) {
      Map<String, JsonObject> all = statements.computeIfAbsent(kind, k -> new LinkedHashMap<>());
      all.put("_:%s%s".formatted(kind, all.size() + 1), relation);
    }
  }

  JsonObject json() {
    JsonObject.Builder document = JsonObject.builder();
    JsonObject.Builder prefix = JsonObject.builder();
    prefixes.forEach(prefix::put);
    document.put("prefix", prefix.build());
    statements.forEach((kind, all) -> document.put(kind, new JsonObject(new LinkedHashMap<>(all))));
    return document.build();
  }

  private static JsonObject typed(String value, String type) {
    return JsonObject.of("$", new JsonString(value), "type", new JsonString(type));
  }

  private static String cut(String text) {
    if (text.length() <= MAX_LITERAL) {
      return text;
    }
    int end = MAX_LITERAL - (Character.isHighSurrogate(text.charAt(MAX_LITERAL - 1)) ? 1 : 0);
    return "%s… %s more characters"
        .formatted(text.substring(0, end), JsonNumber.of(text.length() - (long) end).text());
  }
}
