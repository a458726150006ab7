package io.countersign.ingest.contract;

import com.networknt.schema.Error;
import io.countersign.schemas.json.JsonPointer;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * The validator's findings in our words. Its own messages may repeat the value that was sent, which
 * may be a secret; these are made of the schema alone.
 */
final class Violations {
  /** More than this helps nobody. */
  private static final int MOST = 20;

  /** Longest name of an unknown member that is pointed at. */
  private static final int LONGEST_NAME = 64;

  private Violations() {}

  static List<Violation> of(List<Error> errors) {
    List<Violation> violations = new ArrayList<>();
    for (Error error : errors) {
      Violation violation = violation(error);
      if (violations.size() < MOST && !violations.contains(violation)) {
        violations.add(violation);
      }
    }
    return List.copyOf(violations);
  }

  private static Violation violation(Error error) {
    String place = pointer(error);
    String property = error.getProperty();
    JsonNode rule = error.getSchemaNode();
    return switch (String.valueOf(error.getKeyword())) {
      case "required" ->
          new Violation(
              property == null ? place : JsonPointer.append(place, property),
              "Expected this member, but it is absent.");
      case "additionalProperties" ->
          new Violation(
              property == null || property.length() > LONGEST_NAME
                  ? place
                  : JsonPointer.append(place, property),
              "Expected no member of this name. Remove it.");
      case "type" -> new Violation(place, "Expected %s.".formatted(type(rule)));
      case "enum" -> new Violation(place, "Expected one of %s.".formatted(text(rule)));
      case "pattern" -> new Violation(place, "Expected " + pattern(text(rule)));
      case "minLength" ->
          new Violation(place, "Expected at least %s characters.".formatted(text(rule)));
      case "maxLength" ->
          new Violation(place, "Expected at most %s characters.".formatted(text(rule)));
      case "minItems" ->
          new Violation(place, "Expected at least %s elements.".formatted(text(rule)));
      case "minProperties" ->
          new Violation(place, "Expected at least %s members.".formatted(text(rule)));
      case "dependentRequired" ->
          new Violation(place, "Expected the server of the tool, but it is absent.");
      case "maxItems" ->
          new Violation(place, "Expected at most %s elements.".formatted(text(rule)));
      case "minimum" -> new Violation(place, "Expected %s or more.".formatted(text(rule)));
      case "maximum" -> new Violation(place, "Expected %s or less.".formatted(text(rule)));
      default -> new Violation(place, "Expected what the API document describes.");
    };
  }

  private static String pointer(Error error) {
    String pointer = "";
    var location = error.getInstanceLocation();
    for (int i = 0; i < location.getNameCount(); i++) {
      pointer = JsonPointer.append(pointer, String.valueOf(location.getElement(i)));
    }
    return pointer;
  }

  private static String type(JsonNode rule) {
    String name = text(rule);
    return (name.matches("[aeiou].*") ? "an " : "a ") + name;
  }

  private static String pattern(String pattern) {
    if (pattern.startsWith("^sha256:")) {
      return "a digest: sha256: and 64 lower-case hexadecimal digits.";
    }
    if (pattern.startsWith("^(/")) {
      return "a JSON pointer that begins with /.";
    }
    if (pattern.endsWith("(ms|s|m|h|d)$")) {
      return "a duration such as 30s, 10m, 1h or 1d.";
    }
    if (pattern.startsWith("^[0-9]{4}-")) {
      return "a day as in 2026-12-01.";
    }
    return pattern.contains("-7[0-9a-fA-F]") ? "a UUIDv7." : "text that is not blank.";
  }

  private static String text(JsonNode rule) {
    if (rule.isArray()) {
      List<String> names = new ArrayList<>();
      rule.forEach(each -> names.add(each.asString()));
      return String.join(", ", names);
    }
    return rule.asString();
  }
}
