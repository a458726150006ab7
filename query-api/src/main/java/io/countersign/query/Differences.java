package io.countersign.query;

import io.countersign.schemas.json.JsonArray;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonPointer;
import io.countersign.schemas.json.JsonString;
import io.countersign.schemas.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What two JSON documents differ in, value by value: each difference with its JSON pointer, before
 * and after, as {@link VisibleText}. Bounded; {@code truncated} says that there are more.
 */
public final class Differences {
  /** Most differences that are told. */
  static final int MAX = 200;

  /** Most characters of a pointer or a value; the documents have the whole. */
  static final int MAX_TEXT = 500;

  /** How much of what is the same is shown before a difference. */
  private static final int LEAD = 40;

  private final List<JsonValue> changes = new ArrayList<>();
  private boolean truncated;

  private Differences() {}

  /** The differences from {@code before} to {@code after}. */
  public static JsonObject between(JsonValue before, JsonValue after) {
    Differences differences = new Differences();
    differences.compare("", before, after);
    return JsonObject.builder()
        .put("changes", new JsonArray(differences.changes))
        .put("truncated", differences.truncated)
        .build();
  }

  private void compare(String pointer, JsonValue before, JsonValue after) {
    if (truncated || before.equals(after)) {
      return;
    }
    if (before instanceof JsonObject was && after instanceof JsonObject is) {
      TreeSet<String> names = new TreeSet<>(was.members().keySet());
      names.addAll(is.members().keySet());
      for (String name : names) {
        step(JsonPointer.append(pointer, name), was.members().get(name), is.members().get(name));
      }
    } else if (before instanceof JsonArray was && after instanceof JsonArray is) {
      int longer = Math.max(was.elements().size(), is.elements().size());
      for (int i = 0; i < longer && !truncated; i++) {
        step(JsonPointer.append(pointer, i), element(was, i), element(is, i));
      }
    } else {
      add(pointer, "CHANGED", before, after);
    }
  }

  private void step(String pointer, @Nullable JsonValue before, @Nullable JsonValue after) {
    if (truncated) {
      return;
    }
    if (before != null && after != null) {
      compare(pointer, before, after);
    } else if (before != null) {
      add(pointer, "REMOVED", before, null);
    } else if (after != null) {
      add(pointer, "ADDED", null, after);
    }
  }

  private void add(
      String pointer, String change, @Nullable JsonValue before, @Nullable JsonValue after) {
    if (changes.size() == MAX) {
      truncated = true;
      return;
    }
    JsonObject.Builder told =
        JsonObject.builder().put("pointer", cut(VisibleText.of(pointer).text()));
    told.put("change", change);
    int from = before == null || after == null ? 0 : common(text(before), text(after));
    if (before != null) {
      told.put("before", shown(before, from));
    }
    if (after != null) {
      told.put("after", shown(after, from));
    }
    changes.add(told.build());
  }

  /** Long texts are shown from shortly before where they part, so the difference is in sight. */
  private static int common(String before, String after) {
    int same = 0;
    int shorter = Math.min(before.length(), after.length());
    while (same < shorter && before.charAt(same) == after.charAt(same)) {
      same++;
    }
    boolean fits = Math.max(before.length(), after.length()) <= MAX_TEXT;
    int from = fits ? 0 : Math.max(0, same - LEAD);
    return from > 0 && Character.isLowSurrogate(before.charAt(from)) ? from - 1 : from;
  }

  /** A string stands in quotes, so that it and a number of the same digits stay apart. */
  private static String shown(JsonValue value, int from) {
    String visible = VisibleText.of(text(value).substring(from)).text();
    String told = cut(from > 0 ? "…" + visible : visible);
    return value instanceof JsonString ? '"' + told + '"' : told;
  }

  private static String text(JsonValue value) {
    return value instanceof JsonString string ? string.value() : value.toJson();
  }

  private static String cut(String text) {
    if (text.length() <= MAX_TEXT) {
      return text;
    }
    int end = MAX_TEXT - (Character.isHighSurrogate(text.charAt(MAX_TEXT - 1)) ? 1 : 0);
    return text.substring(0, end) + "…";
  }

  private static @Nullable JsonValue element(JsonArray array, int index) {
    return index < array.elements().size() ? array.elements().get(index) : null;
  }
}
