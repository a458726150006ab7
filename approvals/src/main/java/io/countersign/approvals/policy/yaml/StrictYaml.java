package io.countersign.approvals.policy.yaml;

import io.countersign.approvals.policy.yaml.YamlNode.Mapping;
import io.countersign.approvals.policy.yaml.YamlNode.Place;
import io.countersign.approvals.policy.yaml.YamlNode.Scalar;
import io.countersign.approvals.policy.yaml.YamlNode.Sequence;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.DocumentStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.MappingEndEvent;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.events.SequenceEndEvent;
import org.yaml.snakeyaml.events.SequenceStartEvent;
import org.yaml.snakeyaml.events.StreamStartEvent;

/**
 * Reads one YAML document that means the same to every reader. Refused are anchors, aliases, tags,
 * directives, merge keys, duplicate keys, keys that are not text, and a second document. Plain
 * scalars mean what the core schema of YAML 1.2 says, so {@code no} is text; its octal, hexadecimal
 * and special numbers are text too.
 */
public final class StrictYaml {
  private static final Pattern INTEGER = Pattern.compile("-?(0|[1-9][0-9]{0,17})");
  private static final Pattern DECIMAL =
      Pattern.compile("-?(0|[1-9][0-9]{0,17})(\\.[0-9]{1,18})?([eE][-+]?[0-9]{1,3})?");

  private final Iterator<Event> events;
  private final int maxDepth;

  private StrictYaml(Iterator<Event> events, int maxDepth) {
    this.events = events;
    this.maxDepth = maxDepth;
  }

  /**
   * Reads {@code text}.
   *
   * @param maxDepth most mappings and sequences around a value
   * @throws YamlRefused if it is not strict YAML or nested deeper
   */
  public static YamlNode read(String text, int maxDepth) throws YamlRefused {
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(Math.max(1, text.length()));
    Iterator<Event> events = new Yaml(options).parse(new StringReader(text)).iterator();
    try {
      return new StrictYaml(events, maxDepth).document();
    } catch (MarkedYAMLException malformed) {
      throw new YamlRefused(
          place(malformed.getProblemMark()),
          "Expected YAML, but it is malformed: %s.%s"
              .formatted(malformed.getProblem(), advice(malformed)));
    } catch (YAMLException malformed) {
      throw new YamlRefused(
          Place.START, "Expected printable YAML text, but it has a character that is not allowed.");
    }
  }

  private static String advice(MarkedYAMLException malformed) {
    String context = malformed.getContext();
    return context != null && context.contains("alias")
        ? " Put a pattern that begins with * in quotes."
        : "";
  }

  private YamlNode document() throws YamlRefused {
    Event first = events.next();
    while (first instanceof StreamStartEvent) {
      first = events.next();
    }
    if (!(first instanceof DocumentStartEvent start)) {
      throw refuse(first, "Expected a YAML document, but there is none.");
    }
    if (start.getVersion() != null || hasTags(start)) {
      throw refuse(first, "Expected no YAML directive, but there is one. Remove it.");
    }
    YamlNode root = node(events.next(), 0);
    events.next();
    Event after = events.next();
    if (after instanceof DocumentStartEvent) {
      throw refuse(after, "Expected one YAML document, but a second one begins.");
    }
    return root;
  }

  private static boolean hasTags(DocumentStartEvent start) {
    // The library gives null, not an empty map, when there is none.
    Map<String, String> tags = start.getTags();
    return tags != null && !tags.isEmpty();
  }

  private YamlNode node(Event event, int depth) throws YamlRefused {
    if (event instanceof AliasEvent) {
      throw refuse(
          event,
          "Expected no alias (*name), but there is one. Write the value out; put a pattern that begins with * in quotes.");
    }
    if (event instanceof NodeEvent node && node.getAnchor() != null) {
      throw refuse(event, "Expected no anchor (&name), but there is one. Write the value out.");
    }
    if (depth == maxDepth && !(event instanceof ScalarEvent)) {
      throw refuse(
          event, "Expected YAML nested at most %s deep, but it is deeper.".formatted(maxDepth));
    }
    if (event instanceof ScalarEvent scalar) {
      requireNoTag(event, scalar.getTag());
      requireText(scalar);
      return new Scalar(scalar.getValue(), type(scalar), place(event.getStartMark()));
    }
    if (event instanceof SequenceStartEvent start) {
      requireNoTag(event, start.getTag());
      return sequence(event, depth);
    }
    if (event instanceof MappingStartEvent start) {
      requireNoTag(event, start.getTag());
      return mapping(event, depth);
    }
    throw refuse(event, "Expected a value, but there is none.");
  }

  private Sequence sequence(Event start, int depth) throws YamlRefused {
    List<YamlNode> elements = new ArrayList<>();
    for (Event next = events.next(); !(next instanceof SequenceEndEvent); next = events.next()) {
      elements.add(node(next, depth + 1));
    }
    return new Sequence(elements, place(start.getStartMark()));
  }

  private Mapping mapping(Event start, int depth) throws YamlRefused {
    Map<String, YamlNode> entries = new LinkedHashMap<>();
    Map<String, Place> keys = new LinkedHashMap<>();
    for (Event next = events.next(); !(next instanceof MappingEndEvent); next = events.next()) {
      YamlNode key = node(next, depth + 1);
      if (!(key instanceof Scalar name)) {
        throw refuse(next, "Expected text as a key, but it is %s.".formatted(key.kind()));
      }
      if (next instanceof ScalarEvent scalar && scalar.isPlain() && name.text().equals("<<")) {
        throw refuse(next, "Expected no merge key (<<), but there is one. Write the values out.");
      }
      YamlNode value = node(events.next(), depth + 1);
      if (keys.putIfAbsent(name.text(), key.place()) != null) {
        throw refuse(
            next, "Expected each key once, but \"%s\" stands here again.".formatted(name.text()));
      }
      entries.put(name.text(), value);
    }
    return new Mapping(entries, keys, place(start.getStartMark()));
  }

  private static Scalar.Type type(ScalarEvent scalar) {
    if (!scalar.isPlain()) {
      return Scalar.Type.TEXT;
    }
    String text = scalar.getValue();
    return switch (text) {
      case "", "~", "null" -> Scalar.Type.NULL;
      case "true", "false" -> Scalar.Type.BOOLEAN;
      default -> {
        if (INTEGER.matcher(text).matches()) {
          yield Scalar.Type.INTEGER;
        }
        yield DECIMAL.matcher(text).matches() ? Scalar.Type.DECIMAL : Scalar.Type.TEXT;
      }
    };
  }

  private static void requireNoTag(Event event, @Nullable String tag) throws YamlRefused {
    if (tag != null) {
      throw refuse(event, "Expected no tag (!name), but there is one. Remove it.");
    }
  }

  /** An escape can write what no UTF-8 can: such text could be neither recorded nor hashed. */
  private static void requireText(ScalarEvent scalar) throws YamlRefused {
    String text = scalar.getValue();
    if (text.indexOf('\0') >= 0 || !StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      throw refuse(
          scalar, "Expected text, but an escape gives a lone surrogate or a zero character.");
    }
  }

  private static YamlRefused refuse(Event event, String message) {
    return new YamlRefused(place(event.getStartMark()), message);
  }

  private static Place place(@Nullable Mark mark) {
    return mark == null ? Place.START : new Place(mark.getLine() + 1, mark.getColumn() + 1);
  }
}
