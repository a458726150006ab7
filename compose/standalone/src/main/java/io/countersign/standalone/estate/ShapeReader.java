package io.countersign.standalone.estate;

import io.countersign.approvals.policy.yaml.YamlNode;
import io.countersign.approvals.policy.yaml.YamlNode.Mapping;
import io.countersign.approvals.policy.yaml.YamlNode.Scalar;
import io.countersign.approvals.policy.yaml.YamlNode.Sequence;
import io.countersign.schemas.json.JsonArray;
import io.countersign.schemas.json.JsonBoolean;
import io.countersign.schemas.json.JsonNumber;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonString;
import io.countersign.schemas.json.JsonValue;
import io.countersign.standalone.config.Nearest;
import io.countersign.standalone.estate.Shape.Field;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads YAML of a known shape strictly: every other key or value is a problem at its line. */
final class ShapeReader {
  /** Who hears of a problem. */
  interface Problems {
    void add(YamlNode.Place place, String message);
  }

  private final Problems problems;

  ShapeReader(Problems problems) {
    this.problems = problems;
  }

  /**
   * Reads a mapping.
   *
   * @param path what it is called in messages; empty for a whole control
   * @param others keys that are allowed beside those of the shape, and passed over
   */
  JsonObject section(Mapping node, Shape.Section shape, String path, Set<String> others) {
    for (Map.Entry<String, YamlNode.Place> key : node.keys().entrySet()) {
      if (shape.field(key.getKey()) == null && !others.contains(key.getKey())) {
        unknown(key.getValue(), join(path, key.getKey()), key.getKey(), shape.names());
      }
    }
    Map<String, JsonValue> members = new LinkedHashMap<>();
    for (Field field : shape.fields()) {
      YamlNode value = node.entries().get(field.name());
      if (value == null || isNothing(value)) {
        if (field.required()) {
          problems.add(
              node.place(), "Expected %s, but it is absent.".formatted(join(path, field.name())));
        }
      } else {
        value(value, field.shape(), join(path, field.name()))
            .ifPresent(read -> members.put(field.name(), read));
      }
    }
    return new JsonObject(members);
  }

  private void unknown(YamlNode.Place place, String path, String key, List<String> known) {
    String hint =
        Nearest.to(key, known)
            .map("did you mean %s?"::formatted)
            .orElse("known are " + String.join(", ", known) + ".");
    problems.add(place, "Expected no key %s: %s".formatted(path, hint));
  }

  private Optional<JsonValue> value(YamlNode node, Shape shape, String path) {
    return switch (shape) {
      case Shape.Section section when node instanceof Mapping mapping ->
          Optional.of(section(mapping, section, path, Set.of()));
      case Shape.Sections sections when node instanceof Sequence sequence ->
          Optional.of(sections(sequence, sections, path));
      case Shape.Texts texts when node instanceof Sequence sequence ->
          Optional.of(texts(sequence, path));
      case Shape.Anything anything when node instanceof Mapping mapping -> json(mapping, path);
      case Shape.Text text when node instanceof Scalar scalar -> string(scalar, path);
      case Shape.Choice choice when node instanceof Scalar scalar -> choice(scalar, choice, path);
      case Shape.Whole whole when node instanceof Scalar scalar -> whole(scalar, path);
      case Shape.Count count when node instanceof Scalar scalar -> whole(scalar, path);
      case Shape.Flag flag when node instanceof Scalar scalar -> flag(scalar, path);
      case Shape.Time time when node instanceof Scalar scalar ->
          spelled(scalar, path, Normal.time(scalar.text()), "a time such as 2026-12-01T00:00:00Z");
      case Shape.Length length when node instanceof Scalar scalar ->
          spelled(scalar, path, Normal.length(scalar.text()), "a duration such as 30s or 1d");
      case Shape other -> wrong(node, path, kind(other));
    };
  }

  private JsonArray sections(Sequence sequence, Shape.Sections shape, String path) {
    List<JsonValue> elements = new ArrayList<>();
    for (YamlNode element : sequence.elements()) {
      value(element, shape.element(), "%s[%d]".formatted(path, elements.size()))
          .ifPresent(elements::add);
    }
    return new JsonArray(elements);
  }

  private JsonArray texts(Sequence sequence, String path) {
    List<JsonValue> elements = new ArrayList<>();
    for (YamlNode element : sequence.elements()) {
      value(element, new Shape.Text(), "%s[%d]".formatted(path, elements.size()))
          .ifPresent(elements::add);
    }
    return new JsonArray(elements);
  }

  private Optional<JsonValue> json(Mapping mapping, String path) {
    try {
      return Optional.of(mapping.json());
    } catch (IllegalArgumentException e) {
      problems.add(mapping.place(), "%s: %s".formatted(path, e.getMessage()));
      return Optional.empty();
    }
  }

  /** A plain number is text where text is expected, as it was written: version 1.10 is not 1.1. */
  private Optional<JsonValue> string(Scalar scalar, String path) {
    try {
      return Optional.of(new JsonString(scalar.text()));
    } catch (IllegalArgumentException e) {
      problems.add(scalar.place(), "%s: %s".formatted(path, e.getMessage()));
      return Optional.empty();
    }
  }

  private Optional<JsonValue> choice(Scalar scalar, Shape.Choice choice, String path) {
    if (choice.words().contains(scalar.text())) {
      return Optional.of(new JsonString(scalar.text()));
    }
    return wrong(scalar, path, "one of " + String.join(", ", choice.words()));
  }

  private Optional<JsonValue> whole(Scalar scalar, String path) {
    if (scalar.type() == Scalar.Type.INTEGER) {
      long number = Long.parseLong(scalar.text());
      if (number >= 0 && number <= JsonNumber.MAX_SAFE_INTEGER) {
        return Optional.of(JsonNumber.of(number));
      }
    }
    return wrong(scalar, path, "a whole number of 0 or more");
  }

  private Optional<JsonValue> flag(Scalar scalar, String path) {
    return scalar.type() == Scalar.Type.BOOLEAN
        ? Optional.of(JsonBoolean.of(scalar.text().equals("true")))
        : wrong(scalar, path, "true or false");
  }

  private Optional<JsonValue> spelled(
      Scalar scalar, String path, Optional<String> spelling, String expected) {
    return spelling.isPresent() ? spelling.map(JsonString::new) : wrong(scalar, path, expected);
  }

  private Optional<JsonValue> wrong(YamlNode node, String path, String expected) {
    problems.add(
        node.place(), "Expected %s as %s, but it is %s.".formatted(expected, path, found(node)));
    return Optional.empty();
  }

  private static String found(YamlNode node) {
    return node instanceof Scalar scalar && scalar.text().length() <= 64
        ? "\"" + scalar.text() + "\""
        : node.kind();
  }

  private static String kind(Shape shape) {
    return switch (shape) {
      case Shape.Section section -> "a mapping";
      case Shape.Anything anything -> "a mapping";
      case Shape.Sections sections -> "a list of mappings";
      case Shape.Texts texts -> "a list of texts";
      case Shape.Text text -> "text";
      case Shape.Choice choice -> "one of " + String.join(", ", choice.words());
      case Shape.Whole whole -> "a whole number";
      case Shape.Count count -> "a whole number";
      case Shape.Flag flag -> "true or false";
      case Shape.Time time -> "a time";
      case Shape.Length length -> "a duration";
    };
  }

  private static boolean isNothing(YamlNode node) {
    return node instanceof Scalar scalar && scalar.type() == Scalar.Type.NULL;
  }

  private static String join(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }
}
