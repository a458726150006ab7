package io.countersign.approvals.policy.yaml;

import io.countersign.schemas.json.JsonArray;
import io.countersign.schemas.json.JsonBoolean;
import io.countersign.schemas.json.JsonNull;
import io.countersign.schemas.json.JsonNumber;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonString;
import io.countersign.schemas.json.JsonValue;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A part of a YAML document with its place. Immutable. */
public sealed interface YamlNode {
  /** Where it begins. */
  Place place();

  /** What it is, for people: "a mapping", "a list", "text" and so on. */
  String kind();

  /**
   * The same value as JSON.
   *
   * @throws IllegalArgumentException if it has a number or text that has no exact form in JSON
   */
  JsonValue json();

  /**
   * A place in a document.
   *
   * @param line line, from 1
   * @param column column in code points, from 1
   */
  record Place(int line, int column) {
    /** The start of the document. */
    public static final Place START = new Place(1, 1);
  }

  /**
   * A mapping with text keys in the order of the document.
   *
   * @param entries values by key
   * @param keys where each key stands
   */
  record Mapping(Map<String, YamlNode> entries, Map<String, Place> keys, Place place)
      implements YamlNode {
    public Mapping {
      entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
      keys = Collections.unmodifiableMap(new LinkedHashMap<>(keys));
    }

    @Override
    public String kind() {
      return "a mapping";
    }

    @Override
    public JsonValue json() {
      Map<String, JsonValue> members = new LinkedHashMap<>();
      entries.forEach((name, value) -> members.put(name, value.json()));
      return new JsonObject(members);
    }
  }

  /** A sequence. */
  record Sequence(List<YamlNode> elements, Place place) implements YamlNode {
    public Sequence {
      elements = List.copyOf(elements);
    }

    @Override
    public String kind() {
      return "a list";
    }

    @Override
    public JsonValue json() {
      return new JsonArray(elements.stream().map(YamlNode::json).toList());
    }
  }

  /**
   * A scalar as it was written.
   *
   * @param text its text
   * @param type what the text means: quoted text is always TEXT
   */
  record Scalar(String text, Type type, Place place) implements YamlNode {
    /** Types of the core schema of YAML 1.2, without its octal, hexadecimal and special numbers. */
    public enum Type {
      TEXT("text"),
      INTEGER("an integer"),
      DECIMAL("a decimal number"),
      BOOLEAN("a boolean"),
      NULL("nothing");

      private final String words;

      Type(String words) {
        this.words = words;
      }
    }

    @Override
    public String kind() {
      return type.words;
    }

    @Override
    public JsonValue json() {
      return switch (type) {
        case TEXT -> new JsonString(text);
        case INTEGER -> JsonNumber.of(Long.parseLong(text));
        case DECIMAL -> new JsonNumber(Double.parseDouble(text));
        case BOOLEAN -> JsonBoolean.of(text.equals("true"));
        case NULL -> JsonNull.NULL;
      };
    }
  }
}
