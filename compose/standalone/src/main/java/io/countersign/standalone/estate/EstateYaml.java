package io.countersign.standalone.estate;

import io.countersign.schemas.json.JsonArray;
import io.countersign.schemas.json.JsonBoolean;
import io.countersign.schemas.json.JsonNull;
import io.countersign.schemas.json.JsonNumber;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonString;
import io.countersign.schemas.json.JsonValue;
import java.util.Map;
import java.util.regex.Pattern;

/** Writes controls as the YAML that {@link EstateFiles} reads: one document each, stable. */
public final class EstateYaml {
  /** Text that no YAML reader takes for anything else, and that needs no quotes. */
  private static final Pattern PLAIN =
      Pattern.compile("[A-Za-z/_][A-Za-z0-9_./@-]*( [A-Za-z0-9_./@-]+)*");

  private static final Pattern RESERVED = Pattern.compile("(?i)true|false|null|yes|no|on|off|y|n");

  /** Lines that stand in a literal block as they are. */
  private static final Pattern BLOCK =
      Pattern.compile("[!-~](?:[\\n -~]|[\\u00A1-\\u2027\\u202A-\\uD7FF])*");

  private final StringBuilder out = new StringBuilder();

  private EstateYaml() {}

  /**
   * The controls as text.
   *
   * @param heading comment lines before them
   */
  public static String write(Estate estate, String heading) {
    EstateYaml yaml = new EstateYaml();
    heading.lines().forEach(line -> yaml.out.append("# ").append(line).append('\n'));
    for (Control control : estate.controls()) {
      yaml.out.append("---\nkind: ").append(control.kind().text()).append('\n');
      yaml.members(control.body(), 0);
    }
    return yaml.out.toString();
  }

  private void members(JsonObject object, int depth) {
    for (Map.Entry<String, JsonValue> member : object.members().entrySet()) {
      indent(depth);
      out.append(scalar(member.getKey())).append(':');
      value(member.getValue(), depth);
    }
  }

  /** Writes a value after the colon of its key, and ends the line. */
  private void value(JsonValue value, int depth) {
    switch (value) {
      case JsonObject object when !object.members().isEmpty() -> {
        out.append('\n');
        members(object, depth + 1);
      }
      case JsonArray array when array.elements().stream().anyMatch(EstateYaml::isLarge) -> {
        out.append('\n');
        elements(array, depth + 1);
      }
      case JsonString text when isBlock(text.value()) -> block(text.value(), depth + 1);
      case JsonValue small -> out.append(' ').append(flow(small)).append('\n');
    }
  }

  private void elements(JsonArray array, int depth) {
    for (JsonValue element : array.elements()) {
      indent(depth);
      out.append('-');
      if (element instanceof JsonObject object && !object.members().isEmpty()) {
        out.append('\n');
        members(object, depth + 1);
      } else if (element instanceof JsonArray inner
          && inner.elements().stream().anyMatch(EstateYaml::isLarge)) {
        out.append('\n');
        elements(inner, depth + 1);
      } else {
        out.append(' ').append(flow(element)).append('\n');
      }
    }
  }

  private static boolean isLarge(JsonValue value) {
    return switch (value) {
      case JsonObject object -> !object.members().isEmpty();
      case JsonArray array -> array.elements().stream().anyMatch(EstateYaml::isLarge);
      case JsonString text -> false;
      case JsonNumber number -> false;
      case JsonBoolean flag -> false;
      case JsonNull none -> false;
    };
  }

  private static String flow(JsonValue value) {
    return switch (value) {
      case JsonString text -> scalar(text.value());
      case JsonArray array ->
          array.elements().stream()
              .map(EstateYaml::flow)
              .collect(java.util.stream.Collectors.joining(", ", "[", "]"));
      case JsonObject object -> "{}";
      case JsonNumber number -> number.text();
      case JsonBoolean flag -> Boolean.toString(flag.value());
      case JsonNull none -> "null";
    };
  }

  private static String scalar(String text) {
    boolean plain = PLAIN.matcher(text).matches() && !RESERVED.matcher(text).matches();
    return plain ? text : quoted(text);
  }

  /** JSON's quoted text is YAML's too, but for what only YAML thinks unprintable. */
  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder();
    new JsonString(text)
        .toJson()
        .codePoints()
        .forEach(
            point -> {
              boolean escape =
                  point == 0x7F
                      || (point >= 0x80 && point <= 0xA0)
                      || point > 0xD7FF
                      || point == 0x2028
                      || point == 0x2029;
              if (!escape) {
                quoted.appendCodePoint(point);
              } else if (point > 0xFFFF) {
                quoted.append("\\U%08X".formatted(point));
              } else {
                quoted.append("\\u%04X".formatted(point));
              }
            });
    return quoted.toString();
  }

  /** Whether a text reads best line by line, and comes back the same. */
  private static boolean isBlock(String text) {
    return text.stripTrailing().contains("\n") && BLOCK.matcher(text).matches();
  }

  private void block(String text, int depth) {
    boolean one = text.endsWith("\n") && !text.endsWith("\n\n");
    out.append(text.endsWith("\n") ? one ? " |\n" : " |+\n" : " |-\n");
    String body = text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
    for (String line : body.split("\n", -1)) {
      if (!line.isEmpty()) {
        indent(depth);
      }
      out.append(line).append('\n');
    }
  }

  private void indent(int depth) {
    out.append("  ".repeat(depth));
  }
}
