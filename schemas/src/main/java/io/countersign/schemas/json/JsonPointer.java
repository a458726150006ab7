package io.countersign.schemas.json;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A JSON Pointer (RFC 6901): the path to one value in a document. The empty pointer names the whole
 * document.
 */
public record JsonPointer(List<String> tokens) {

  public static final JsonPointer ROOT = new JsonPointer(List.of());

  public JsonPointer {
    tokens = List.copyOf(tokens);
  }

  /**
   * Reads the text form.
   *
   * @throws IllegalArgumentException if {@code text} is neither empty nor starts with a slash, or
   *     has a {@code ~} that is not {@code ~0} or {@code ~1}
   */
  public static JsonPointer parse(String text) {
    if (text.isEmpty()) {
      return ROOT;
    }
    if (text.charAt(0) != '/') {
      throw new IllegalArgumentException(
          "Expected a JSON pointer that is empty or starts with \"/\", but it does not.");
    }
    List<String> tokens = new ArrayList<>();
    int start = 1;
    while (start <= text.length()) {
      int slash = text.indexOf('/', start);
      int end = slash < 0 ? text.length() : slash;
      tokens.add(unescape(text.substring(start, end)));
      start = end + 1;
    }
    return new JsonPointer(tokens);
  }

  /** The pointer to a member of the object this points to. */
  public JsonPointer child(String name) {
    List<String> longer = new ArrayList<>(tokens);
    longer.add(name);
    return new JsonPointer(longer);
  }

  /** The pointer to an element of the array this points to. */
  public JsonPointer child(int index) {
    return child(Integer.toString(index));
  }

  /** The value this points to, or empty when there is none. */
  public Optional<JsonValue> resolve(JsonValue document) {
    JsonValue current = document;
    for (String token : tokens) {
      Optional<JsonValue> next =
          switch (current) {
            case JsonObject object -> object.get(token);
            case JsonArray array -> element(array, token);
            case JsonString s -> Optional.empty();
            case JsonNumber n -> Optional.empty();
            case JsonBoolean b -> Optional.empty();
            case JsonNull n -> Optional.empty();
          };
      if (next.isEmpty()) {
        return Optional.empty();
      }
      current = next.get();
    }
    return Optional.of(current);
  }

  /** The text form of one more step, for callers that build a pointer as a string. */
  public static String append(String pointer, String name) {
    return pointer + '/' + escape(name);
  }

  /** The text form of one more step into an array. */
  public static String append(String pointer, int index) {
    return pointer + '/' + index;
  }

  /** The text form. */
  public String text() {
    StringBuilder out = new StringBuilder();
    for (String token : tokens) {
      out.append('/').append(escape(token));
    }
    return out.toString();
  }

  @Override
  public String toString() {
    return text();
  }

  private static Optional<JsonValue> element(JsonArray array, String token) {
    boolean leadingZero = token.length() > 1 && token.charAt(0) == '0';
    boolean digits = !token.isEmpty() && token.chars().allMatch(c -> c >= '0' && c <= '9');
    if (!digits || leadingZero || token.length() > 9) {
      return Optional.empty();
    }
    int index = Integer.parseInt(token);
    return index < array.elements().size()
        ? Optional.of(array.elements().get(index))
        : Optional.empty();
  }

  private static String escape(String token) {
    return token.replace("~", "~0").replace("/", "~1");
  }

  private static String unescape(String token) {
    for (int i = token.indexOf('~'); i >= 0; i = token.indexOf('~', i + 1)) {
      char next = i + 1 < token.length() ? token.charAt(i + 1) : ' ';
      if (next != '0' && next != '1') {
        throw new IllegalArgumentException(
            "Expected \"~0\" or \"~1\" in a JSON pointer, but found another \"~\".");
      }
    }
    return token.replace("~1", "/").replace("~0", "~");
  }
}
