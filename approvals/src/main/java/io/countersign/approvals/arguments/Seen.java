package io.countersign.approvals.arguments;

import io.countersign.schemas.call.RedactedJson;
import io.countersign.schemas.json.JsonValue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A document as far as it can be seen after redaction. A value that was masked, hashed, dropped or
 * cut is {@link Hidden}: nothing is concluded from the text that stands in its place.
 */
public sealed interface Seen {
  /** A string, number, boolean or null that stands as it was sent. */
  record Scalar(JsonValue value) implements Seen {}

  /** An array. A dropped element keeps its place as a hidden one. */
  record Elements(List<Seen> elements) implements Seen {
    public Elements {
      elements = List.copyOf(elements);
    }
  }

  /**
   * An object. A dropped member is there, hidden.
   *
   * @param members by the name as it is written
   * @param maskedNames names that are not the ones that were sent
   */
  record Members(Map<String, Seen> members, Set<String> maskedNames) implements Seen {
    public Members {
      members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
      maskedNames = Collections.unmodifiableSet(new TreeSet<>(maskedNames));
    }
  }

  /**
   * A value that cannot be seen.
   *
   * @param stringBytes when it is known to have been a string, its size in bytes of UTF-8; else -1
   */
  record Hidden(long stringBytes) implements Seen {
    /** A value of which nothing is known. */
    public static final Hidden ANYTHING = new Hidden(-1);

    /** Whether it is known to have been a string. */
    public boolean isString() {
      return stringBytes >= 0;
    }
  }

  /** Where ingest puts the arguments in the pointers of their redactions. */
  String ARGUMENTS = "/arguments";

  /**
   * The arguments of a call.
   *
   * @throws IllegalStateException if the text is not JSON: what was stored is damaged
   */
  static Seen of(RedactedJson arguments) {
    return SeenReader.read(arguments, ARGUMENTS);
  }

  /**
   * This value with the place of {@code steps} below it hidden. What an object does not have there
   * is hidden as a dropped member is.
   *
   * @throws IllegalArgumentException if there is no such place
   */
  default Seen hiding(List<String> steps) {
    if (steps.isEmpty()) {
      return Hidden.ANYTHING;
    }
    String step = steps.getFirst();
    List<String> rest = steps.subList(1, steps.size());
    return switch (this) {
      case Hidden hidden -> hidden;
      case Members object when rest.isEmpty() || object.members().containsKey(step) -> {
        Map<String, Seen> members = new LinkedHashMap<>(object.members());
        members.put(step, members.getOrDefault(step, Hidden.ANYTHING).hiding(rest));
        yield new Members(members, object.maskedNames());
      }
      case Elements array when isPosition(step, array.elements().size()) -> {
        List<Seen> elements = new ArrayList<>(array.elements());
        elements.set(Integer.parseInt(step), elements.get(Integer.parseInt(step)).hiding(rest));
        yield new Elements(elements);
      }
      case Members object -> throw absent(step);
      case Elements array -> throw absent(step);
      case Scalar scalar -> throw absent(step);
    };
  }

  private static boolean isPosition(String step, int size) {
    return step.matches("0|[1-9][0-9]{0,8}") && Integer.parseInt(step) < size;
  }

  private static IllegalArgumentException absent(String step) {
    return new IllegalArgumentException(
        "Expected a place of the arguments, but there is no \"%s\" in them.".formatted(step));
  }

  /** A document of which nothing was taken out. */
  static Seen whole(JsonValue document) {
    return SeenReader.whole(document);
  }
}
