package io.countersign.standalone.estate;

import io.countersign.schemas.json.JsonArray;
import io.countersign.schemas.json.JsonBoolean;
import io.countersign.schemas.json.JsonNull;
import io.countersign.schemas.json.JsonNumber;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonString;
import io.countersign.schemas.json.JsonValue;
import io.countersign.standalone.estate.Shape.Field;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The normal form of values: one way to say each thing. Members stand in the order of their shape;
 * what says nothing is left out; durations and times have one spelling.
 */
final class Normal {
  private static final Pattern LENGTH = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)");

  private Normal() {}

  /** The normal form of what the API tells; members that are no part of the control are dropped. */
  static JsonObject section(JsonObject value, Shape.Section shape) {
    Map<String, JsonValue> members = new LinkedHashMap<>();
    for (Field field : shape.fields()) {
      Optional<JsonValue> normal =
          value
              .get(field.name())
              .filter(member -> !(member instanceof JsonNull))
              .map(member -> of(member, field.shape()))
              .filter(member -> field.standard() != null || says(member, field));
      normal
          .or(() -> Optional.ofNullable(field.standard()))
          .ifPresent(member -> members.put(field.name(), member));
    }
    return withoutUsualBurst(members);
  }

  private static JsonValue of(JsonValue value, Shape shape) {
    return switch (shape) {
      case Shape.Section section when value instanceof JsonObject object ->
          section(object, section);
      case Shape.Sections sections when value instanceof JsonArray array -> {
        List<JsonValue> elements = new ArrayList<>();
        for (JsonValue element : array.elements()) {
          elements.add(of(element, sections.element()));
        }
        yield new JsonArray(elements);
      }
      case Shape.Time time when value instanceof JsonString text ->
          time(text.value()).<JsonValue>map(JsonString::new).orElse(value);
      case Shape.Length length when value instanceof JsonString text ->
          length(text.value()).<JsonValue>map(JsonString::new).orElse(value);
      case Shape any -> value;
    };
  }

  /** Whether a value says more than its absence. */
  private static boolean says(JsonValue value, Field field) {
    if (field.required() || field.shape() instanceof Shape.Count) {
      return true;
    }
    return switch (value) {
      case JsonString text -> !text.value().isEmpty();
      case JsonNumber number -> number.value() != 0;
      case JsonBoolean flag -> flag.value();
      case JsonArray array -> !array.elements().isEmpty();
      case JsonObject object -> !object.members().isEmpty();
      case JsonNull none -> false;
    };
  }

  /** A rate may come as a burst of all its calls, unless it says otherwise. */
  private static JsonObject withoutUsualBurst(Map<String, JsonValue> members) {
    JsonValue calls = members.get("calls");
    if (calls != null && members.containsKey("per") && calls.equals(members.get("burst"))) {
      members.remove("burst");
    }
    return new JsonObject(members);
  }

  /** The one spelling of a time; empty when it is none. */
  static Optional<String> time(String text) {
    try {
      return Optional.of(Instant.parse(text).toString());
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  /** The one spelling of a duration, in its largest whole unit; empty when it is none. */
  static Optional<String> length(String text) {
    Matcher matcher = LENGTH.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long amount = Long.parseLong(matcher.group(1));
    return Optional.of(
        length(
            switch (matcher.group(2)) {
              case "ms" -> amount;
              case "s" -> Duration.ofSeconds(amount).toMillis();
              case "m" -> Duration.ofMinutes(amount).toMillis();
              case "h" -> Duration.ofHours(amount).toMillis();
              default -> Duration.ofDays(amount).toMillis();
            }));
  }

  /** Milliseconds as a duration in its largest whole unit. */
  static String length(long millis) {
    Duration duration = Duration.ofMillis(millis);
    if (millis == 0 || duration.toMillisPart() > 0) {
      return millis + "ms";
    }
    if (duration.toSecondsPart() > 0) {
      return duration.toSeconds() + "s";
    }
    if (duration.toMinutesPart() > 0) {
      return duration.toMinutes() + "m";
    }
    return duration.toHoursPart() > 0 ? duration.toHours() + "h" : duration.toDays() + "d";
  }
}
