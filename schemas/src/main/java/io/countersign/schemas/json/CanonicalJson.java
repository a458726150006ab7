package io.countersign.schemas.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;

/**
 * Writes JSON in the one form of RFC 8785 (JCS): members sorted by the UTF-16 code units of their
 * names, numbers as ECMAScript writes them, the shortest escapes, no white space. Equal values give
 * equal bytes, in every language.
 */
public final class CanonicalJson {

  private static final char[] HEX = "0123456789abcdef".toCharArray();

  private CanonicalJson() {}

  /**
   * The canonical form in UTF-8.
   *
   * @throws IllegalArgumentException if the value is nested deeper than {@link
   *     Limits#HIGHEST_DEPTH}
   */
  public static byte[] bytes(JsonValue value) {
    return text(value).getBytes(StandardCharsets.UTF_8);
  }

  /**
   * The canonical form as text.
   *
   * @throws IllegalArgumentException if the value is nested deeper than {@link
   *     Limits#HIGHEST_DEPTH}
   */
  public static String text(JsonValue value) {
    StringBuilder out = new StringBuilder(128);
    write(value, out, 0);
    return out.toString();
  }

  private static void write(JsonValue value, StringBuilder out, int depth) {
    switch (value) {
      case JsonNull n -> out.append("null");
      case JsonBoolean bool -> out.append(bool.value());
      case JsonNumber number -> out.append(number.text());
      case JsonString string -> quote(string.value(), out);
      case JsonArray array -> writeArray(array, out, deeper(depth));
      case JsonObject object -> writeObject(object, out, deeper(depth));
    }
  }

  private static void writeArray(JsonArray array, StringBuilder out, int depth) {
    out.append('[');
    String separator = "";
    for (JsonValue element : array.elements()) {
      out.append(separator);
      write(element, out, depth);
      separator = ",";
    }
    out.append(']');
  }

  private static void writeObject(JsonObject object, StringBuilder out, int depth) {
    // String.compareTo compares UTF-16 code units, which is the order RFC 8785 asks for.
    Map<String, JsonValue> members = object.members();
    String[] names = members.keySet().toArray(new String[0]);
    Arrays.sort(names);
    out.append('{');
    String separator = "";
    for (String name : names) {
      out.append(separator);
      quote(name, out);
      out.append(':');
      write(Objects.requireNonNull(members.get(name)), out, depth);
      separator = ",";
    }
    out.append('}');
  }

  private static void quote(String text, StringBuilder out) {
    out.append('"');
    int plain = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < 0x20 || c == '"' || c == '\\') {
        out.append(text, plain, i);
        escape(c, out);
        plain = i + 1;
      }
    }
    out.append(text, plain, text.length());
    out.append('"');
  }

  private static void escape(char c, StringBuilder out) {
    switch (c) {
      case '"' -> out.append("\\\"");
      case '\\' -> out.append("\\\\");
      case '\b' -> out.append("\\b");
      case '\t' -> out.append("\\t");
      case '\n' -> out.append("\\n");
      case '\f' -> out.append("\\f");
      case '\r' -> out.append("\\r");
      default -> out.append("\\u00").append(HEX[c >> 4]).append(HEX[c & 0xf]);
    }
  }

  private static int deeper(int depth) {
    if (depth == Limits.HIGHEST_DEPTH) {
      throw new IllegalArgumentException(
          "Expected JSON nested at most "
              + Limits.HIGHEST_DEPTH
              + " deep, but it is deeper. Flatten the value.");
    }
    return depth + 1;
  }
}
