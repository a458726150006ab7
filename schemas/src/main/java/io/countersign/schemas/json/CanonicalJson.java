package io.countersign.schemas.json;

import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

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
    List<Map.Entry<String, JsonValue>> sorted =
        object.members().entrySet().stream()
            .sorted(Map.Entry.comparingByKey(Comparator.naturalOrder()))
            .toList();
    out.append('{');
    String separator = "";
    for (Map.Entry<String, JsonValue> member : sorted) {
      out.append(separator);
      quote(member.getKey(), out);
      out.append(':');
      write(member.getValue(), out, depth);
      separator = ",";
    }
    out.append('}');
  }

  private static void quote(String text, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\b' -> out.append("\\b");
        case '\t' -> out.append("\\t");
        case '\n' -> out.append("\\n");
        case '\f' -> out.append("\\f");
        case '\r' -> out.append("\\r");
        default -> {
          if (c < 0x20) {
            out.append("\\u00").append(HEX[c >> 4]).append(HEX[c & 0xf]);
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
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
