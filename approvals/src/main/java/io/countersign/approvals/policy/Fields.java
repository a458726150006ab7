package io.countersign.approvals.policy;

import io.countersign.approvals.names.Blanks;
import io.countersign.approvals.policy.yaml.YamlNode;
import io.countersign.approvals.policy.yaml.YamlNode.Mapping;
import io.countersign.approvals.policy.yaml.YamlNode.Place;
import io.countersign.approvals.policy.yaml.YamlNode.Scalar;
import io.countersign.approvals.policy.yaml.YamlNode.Sequence;
import io.countersign.schemas.call.Limits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the keys of one mapping and notes every problem with its place. What is wrong reads as
 * absent, so that reading goes on and all problems come at once.
 */
final class Fields {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
  private static final Pattern DURATION = Pattern.compile("([1-9][0-9]{0,9})(ms|s|m|h|d)");

  private final Mapping mapping;
  private final String path;
  private final Problems problems;

  private Fields(Mapping mapping, String path, Problems problems) {
    this.mapping = mapping;
    this.path = path;
    this.problems = problems;
  }

  /** The mapping {@code node} with no keys but {@code known}; null when it is none. */
  static @Nullable Fields of(YamlNode node, String path, Problems problems, String... known) {
    if (!(node instanceof Mapping mapping)) {
      problems.add(node.place(), path, "Expected a mapping, but it is %s.".formatted(node.kind()));
      return null;
    }
    List<String> names = Arrays.asList(known);
    mapping
        .keys()
        .forEach(
            (key, place) -> {
              if (!names.contains(key)) {
                problems.add(
                    place,
                    join(path, key),
                    "Expected one of %s, but \"%s\" is no key here.%s"
                        .formatted(
                            String.join(", ", names),
                            Problems.shown(key),
                            Problems.meant(key, names)));
              }
            });
    return new Fields(mapping, path, problems);
  }

  String path(String key) {
    return join(path, key);
  }

  Place place(String key) {
    YamlNode node = mapping.entries().get(key);
    return node == null ? mapping.place() : node.place();
  }

  Place place() {
    return mapping.place();
  }

  void problem(String key, String message) {
    problems.add(place(key), path(key), message);
  }

  boolean has(String key) {
    return mapping.entries().containsKey(key);
  }

  @Nullable YamlNode node(String key) {
    return mapping.entries().get(key);
  }

  void require(String key) {
    if (!has(key)) {
      problems.add(
          mapping.place(), path(key), "Expected the key %s, but it is absent.".formatted(key));
    }
  }

  /** Text that is not blank and at most {@code longest} long. */
  @Nullable String text(String key, int longest) {
    YamlNode node = mapping.entries().get(key);
    return node == null ? null : text(node, path(key), longest);
  }

  private @Nullable String text(YamlNode node, String where, int longest) {
    if (!(node instanceof Scalar scalar) || scalar.type() != Scalar.Type.TEXT) {
      String advice = node instanceof Scalar ? " Put it in quotes." : "";
      problems.add(
          node.place(), where, "Expected text, but it is %s.%s".formatted(node.kind(), advice));
      return null;
    }
    if (Blanks.only(scalar.text()) || scalar.text().length() > longest) {
      problems.add(
          node.place(),
          where,
          "Expected text of 1 to %s characters, but it has %s."
              .formatted(longest, scalar.text().length()));
      return null;
    }
    if (longest <= Limits.IDENTIFIER && !Limits.isPlain(scalar.text())) {
      problems.add(
          node.place(),
          where,
          "Expected text without control characters and without characters that change the direction of text, but it has some.");
      return null;
    }
    return scalar.text();
  }

  /** A name of letters, digits, dots, hyphens and underscores. */
  @Nullable String name(String key) {
    String name = text(key, Limits.IDENTIFIER);
    if (name != null && !NAME.matcher(name).matches()) {
      problem(
          key,
          "Expected 1 to 64 letters, digits, dots, hyphens or underscores, but it is \"%s\"."
              .formatted(Problems.shown(name)));
      return null;
    }
    return name;
  }

  /** An expression: any scalar as it is written, for {@code true} is one. */
  @Nullable String expression(String key) {
    YamlNode node = mapping.entries().get(key);
    if (node == null) {
      return null;
    }
    if (!(node instanceof Scalar scalar)
        || scalar.type() == Scalar.Type.NULL
        || Blanks.only(scalar.text())) {
      problem(key, "Expected an expression, but it is %s.".formatted(node.kind()));
      return null;
    }
    return scalar.text();
  }

  /** Texts: one, or a list of them without repetition. */
  List<String> texts(String key, int longest) {
    YamlNode node = mapping.entries().get(key);
    if (node == null) {
      return List.of();
    }
    List<String> texts = new ArrayList<>();
    List<YamlNode> elements = node instanceof Sequence list ? list.elements() : List.of(node);
    if (elements.isEmpty() || elements.size() > Limits.LIST) {
      problem(
          key,
          "Expected 1 to %s entries, but there are %s. Leave the key out to mean any."
              .formatted(Limits.LIST, elements.size()));
      return List.of();
    }
    for (int i = 0; i < elements.size(); i++) {
      String where = node instanceof Sequence ? "%s[%s]".formatted(path(key), i) : path(key);
      String text = text(elements.get(i), where, longest);
      if (text != null && texts.contains(text)) {
        problems.add(
            elements.get(i).place(), where, "Expected each entry once, but it stands twice.");
      } else if (text != null) {
        texts.add(text);
      }
    }
    return texts;
  }

  /** The elements of a list, or none. */
  List<YamlNode> list(String key, int most) {
    YamlNode node = mapping.entries().get(key);
    if (node == null) {
      return List.of();
    }
    if (!(node instanceof Sequence list)) {
      problem(key, "Expected a list, but it is %s.".formatted(node.kind()));
      return List.of();
    }
    if (list.elements().size() > most) {
      problem(
          key,
          "Expected at most %s entries, but there are %s.".formatted(most, list.elements().size()));
      return List.of();
    }
    return list.elements();
  }

  boolean flag(String key) {
    YamlNode node = mapping.entries().get(key);
    if (node == null) {
      return false;
    }
    if (!(node instanceof Scalar scalar) || scalar.type() != Scalar.Type.BOOLEAN) {
      problem(key, "Expected true or false, but it is %s.".formatted(node.kind()));
      return false;
    }
    return scalar.text().equals("true");
  }

  @Nullable Long integer(String key, long least, long most) {
    YamlNode node = mapping.entries().get(key);
    if (node == null) {
      return null;
    }
    if (!(node instanceof Scalar scalar) || scalar.type() != Scalar.Type.INTEGER) {
      problem(key, "Expected an integer, but it is %s.".formatted(node.kind()));
      return null;
    }
    long value = Long.parseLong(scalar.text());
    if (value < least || value > most) {
      problem(key, "Expected %s to %s, but it is %s.".formatted(least, most, value));
      return null;
    }
    return value;
  }

  /** A duration such as {@code 90s} or {@code 1h}, in milliseconds, at most 31 days. */
  @Nullable Long millis(String key) {
    String text = text(key, Limits.IDENTIFIER);
    if (text == null) {
      return null;
    }
    Matcher parts = DURATION.matcher(text);
    if (!parts.matches()) {
      problem(
          key,
          "Expected a duration such as 500ms, 90s, 15m, 1h or 7d, but it is \"%s\"."
              .formatted(Problems.shown(text)));
      return null;
    }
    long millis = millis(parts);
    if (millis > Duration.ofDays(31).toMillis()) {
      problem(key, "Expected a duration of at most 31 days, but it is \"%s\".".formatted(text));
      return null;
    }
    return millis;
  }

  /** A duration in milliseconds, of {@code least} to {@code most} as they would be written. */
  @Nullable Long millis(String key, String least, String most) {
    Long millis = millis(key);
    if (millis != null && (millis < written(least) || millis > written(most))) {
      problem(key, "Expected a duration of %s to %s, but it is another.".formatted(least, most));
      return null;
    }
    return millis;
  }

  private static long written(String duration) {
    Matcher parts = DURATION.matcher(duration);
    if (!parts.matches()) {
      throw new IllegalArgumentException("Expected a duration, but it is " + duration);
    }
    return millis(parts);
  }

  private static long millis(Matcher parts) {
    return Long.parseLong(parts.group(1)) * unit(parts.group(2)).toMillis();
  }

  private static Duration unit(String name) {
    return switch (name) {
      case "ms" -> Duration.ofMillis(1);
      case "s" -> Duration.ofSeconds(1);
      case "m" -> Duration.ofMinutes(1);
      case "h" -> Duration.ofHours(1);
      default -> Duration.ofDays(1);
    };
  }

  /** A constant of an enum by its name, in whichever case. */
  <E extends Enum<E>> @Nullable E choice(String key, Class<E> type) {
    String text = text(key, Limits.IDENTIFIER);
    return text == null ? null : choice(text, place(key), path(key), type);
  }

  /** Constants of an enum: one, or a list of them. */
  <E extends Enum<E>> List<E> choices(String key, Class<E> type) {
    List<E> found = new ArrayList<>();
    for (String text : texts(key, Limits.IDENTIFIER)) {
      E constant = choice(text, place(key), path(key), type);
      if (constant != null && !found.contains(constant)) {
        found.add(constant);
      }
    }
    return found;
  }

  private <E extends Enum<E>> @Nullable E choice(
      String text, Place place, String where, Class<E> type) {
    List<String> names = new ArrayList<>();
    for (E constant : type.getEnumConstants()) {
      if (constant.name().equalsIgnoreCase(text)) {
        return constant;
      }
      names.add(Problems.lower(constant.name()));
    }
    problems.add(
        place,
        where,
        "Expected one of %s, but it is \"%s\".%s"
            .formatted(
                String.join(", ", names),
                Problems.shown(text),
                Problems.meant(Problems.lower(text), names)));
    return null;
  }

  private static String join(String path, String key) {
    return path.isEmpty() ? Problems.shown(key) : path + "." + Problems.shown(key);
  }
}
