package io.countersign.standalone.estate;

import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonString;
import io.countersign.schemas.json.JsonValue;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What must be done about one control.
 *
 * @param before what is in force; null when there is nothing
 * @param after what shall be in force; null when nothing shall
 */
public record Change(@Nullable Control before, @Nullable Control after) {
  private static final int LONGEST = 120;

  public Change {
    if (before == null && after == null) {
      throw new IllegalArgumentException("Expected a control before or after, but there is none");
    }
  }

  /** The control it is about. */
  public Control control() {
    Control control = after == null ? before : after;
    if (control == null) {
      throw new IllegalStateException("Expected a control before or after, but there is none");
    }
    return control;
  }

  /** One sign: created, changed or removed. */
  public char sign() {
    return before == null ? '+' : after == null ? '-' : '~';
  }

  /** Which members differ, one line each. */
  public List<String> differences() {
    List<String> lines = new ArrayList<>();
    if (before != null && after != null) {
      collect("", before.body(), after.body(), lines);
    }
    return lines;
  }

  private static void collect(
      String path, JsonObject before, JsonObject after, List<String> lines) {
    Set<String> names = new LinkedHashSet<>(after.members().keySet());
    names.addAll(before.members().keySet());
    for (String name : names) {
      JsonValue was = before.members().get(name);
      JsonValue is = after.members().get(name);
      String place = path.isEmpty() ? name : path + "." + name;
      if (was instanceof JsonObject one && is instanceof JsonObject other) {
        collect(place, one, other, lines);
      } else if (was instanceof JsonString one
          && is instanceof JsonString other
          && (one.value() + other.value()).contains("\n")) {
        lines.addAll(LineDifference.of(place, one.value(), other.value()));
      } else if (was == null || !was.equals(is)) {
        lines.add("%s: %s → %s".formatted(place, told(was), told(is)));
      }
    }
  }

  private static String told(@Nullable JsonValue value) {
    if (value == null) {
      return "(none)";
    }
    String text = value.toJson();
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
  }
}
