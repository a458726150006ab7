package io.countersign.approvals.arguments.jsonschema;

import io.countersign.approvals.arguments.Seen;
import io.countersign.schemas.json.JsonArray;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonString;
import io.countersign.schemas.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Compares what can be seen of a value. */
final class Visible {
  private Visible() {}

  /** The value, or null when any part of it is hidden. */
  static @Nullable JsonValue of(Seen seen) {
    return switch (seen) {
      case Seen.Scalar scalar -> scalar.value();
      case Seen.Hidden hidden -> null;
      case Seen.Elements array -> array(array);
      case Seen.Members object -> object(object);
    };
  }

  /** Whether a value is equal to another one, as JSON Schema has it: 1 equals 1.0. */
  static Truth equal(Seen seen, JsonValue other, Work work) {
    work.spend(1);
    return switch (seen) {
      case Seen.Scalar scalar -> Truth.of(scalar.value().equals(other));
      case Seen.Hidden hidden -> hidden(hidden, other);
      case Seen.Elements array ->
          other instanceof JsonArray list ? elements(array, list, work) : Truth.FALSE;
      case Seen.Members object ->
          other instanceof JsonObject members ? members(object, members, work) : Truth.FALSE;
    };
  }

  private static @Nullable JsonValue array(Seen.Elements array) {
    List<JsonValue> elements = new ArrayList<>(array.elements().size());
    for (Seen element : array.elements()) {
      JsonValue value = of(element);
      if (value == null) {
        return null;
      }
      elements.add(value);
    }
    return new JsonArray(elements);
  }

  private static @Nullable JsonValue object(Seen.Members object) {
    if (!object.maskedNames().isEmpty()) {
      return null;
    }
    Map<String, JsonValue> members = new LinkedHashMap<>();
    for (Map.Entry<String, Seen> member : object.members().entrySet()) {
      JsonValue value = of(member.getValue());
      if (value == null) {
        return null;
      }
      members.put(member.getKey(), value);
    }
    return new JsonObject(members);
  }

  private static Truth hidden(Seen.Hidden hidden, JsonValue other) {
    if (!hidden.isString()) {
      return Truth.UNKNOWN;
    }
    boolean sameSize =
        other instanceof JsonString text
            && text.value().getBytes(StandardCharsets.UTF_8).length == hidden.stringBytes();
    return sameSize ? Truth.UNKNOWN : Truth.FALSE;
  }

  private static Truth elements(Seen.Elements array, JsonArray other, Work work) {
    if (array.elements().size() != other.elements().size()) {
      return Truth.FALSE;
    }
    Truth all = Truth.TRUE;
    for (int i = 0; i < array.elements().size() && all != Truth.FALSE; i++) {
      all = all.and(equal(array.elements().get(i), other.elements().get(i), work));
    }
    return all;
  }

  private static Truth members(Seen.Members object, JsonObject other, Work work) {
    if (object.members().size() != other.members().size()) {
      return Truth.FALSE;
    }
    Truth all = Truth.TRUE;
    for (Map.Entry<String, Seen> member : object.members().entrySet()) {
      JsonValue expected = other.get(member.getKey()).orElse(null);
      boolean masked = object.maskedNames().contains(member.getKey());
      if (masked) {
        all = all.and(Truth.UNKNOWN);
      } else if (expected == null) {
        return Truth.FALSE;
      } else {
        all = all.and(equal(member.getValue(), expected, work));
      }
    }
    return all;
  }
}
