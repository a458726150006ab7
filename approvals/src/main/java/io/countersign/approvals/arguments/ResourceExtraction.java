package io.countersign.approvals.arguments;

import io.countersign.schemas.control.ResourceRules;
import io.countersign.schemas.control.ResourceSource;
import io.countersign.schemas.json.JsonNumber;
import io.countersign.schemas.json.JsonPointer;
import io.countersign.schemas.json.JsonString;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The resources that the arguments of a call name, at the places that the tool declares.
 *
 * <p>A value becomes an id as it is: nothing is decoded, folded or normalised, so that two
 * spellings are two resources and an allowlist must name the one it means.
 */
public final class ResourceExtraction {
  /** Most resources of one call. */
  public static final int MOST = 256;

  /** What was found. */
  public sealed interface Result {}

  /**
   * Every place could be read.
   *
   * @param resources ids in the order of the sources and of the document, each once
   */
  public record Extracted(List<String> resources) implements Result {
    public Extracted {
      resources = List.copyOf(resources);
    }
  }

  /**
   * A place names a resource that cannot be read; the call must not run.
   *
   * @param code {@code RESOURCE_UNREADABLE}
   * @param pointer the place
   * @param message "Expected …, but …", without the value
   */
  public record Unreadable(String code, String pointer, String message) implements Result {}

  private final Set<String> resources = new LinkedHashSet<>();

  private ResourceExtraction() {}

  /** Reads the resources of a call from its arguments. */
  public static Result extract(ResourceRules rules, Seen arguments) {
    ResourceExtraction extraction = new ResourceExtraction();
    for (ResourceSource source : rules.from()) {
      List<String> steps = JsonPointer.parse(source.pointer()).tokens();
      Unreadable unreadable = extraction.read(arguments, steps, source, "");
      if (unreadable != null) {
        return unreadable;
      }
    }
    return new Extracted(new ArrayList<>(extraction.resources));
  }

  private @Nullable Unreadable read(
      Seen value, List<String> steps, ResourceSource source, String pointer) {
    if (value instanceof Seen.Hidden) {
      return unreadable(pointer, "it was redacted. KEEP it in the tool's redaction rules");
    }
    if (steps.isEmpty()) {
      return add(value, source, pointer);
    }
    String step = steps.getFirst();
    List<String> rest = steps.subList(1, steps.size());
    return switch (value) {
      case Seen.Members object -> member(object, step, rest, source, pointer);
      case Seen.Elements array -> element(array, step, rest, source, pointer);
      case Seen.Scalar scalar ->
          unreadable(pointer, "there is a single value where an object or array was expected");
      case Seen.Hidden hidden -> throw new AssertionError("Hidden places were handled above.");
    };
  }

  private @Nullable Unreadable member(
      Seen.Members object, String step, List<String> rest, ResourceSource source, String pointer) {
    boolean every = step.equals("*");
    for (Map.Entry<String, Seen> member : object.members().entrySet()) {
      if (every || member.getKey().equals(step)) {
        Unreadable unreadable =
            read(member.getValue(), rest, source, JsonPointer.append(pointer, member.getKey()));
        if (unreadable != null) {
          return unreadable;
        }
      }
    }
    return null;
  }

  private @Nullable Unreadable element(
      Seen.Elements array, String step, List<String> rest, ResourceSource source, String pointer) {
    boolean every = step.equals("*");
    if (!every && !step.matches("0|[1-9][0-9]{0,8}")) {
      return unreadable(pointer, "there is an array where an object was expected");
    }
    int first = every ? 0 : Integer.parseInt(step);
    int end = every ? array.elements().size() : Math.min(first + 1, array.elements().size());
    for (int i = first; i < end; i++) {
      Unreadable unreadable =
          read(array.elements().get(i), rest, source, JsonPointer.append(pointer, i));
      if (unreadable != null) {
        return unreadable;
      }
    }
    return null;
  }

  private @Nullable Unreadable add(Seen value, ResourceSource source, String pointer) {
    String text =
        switch (value) {
          case Seen.Scalar(JsonString string) -> string.value();
          case Seen.Scalar(JsonNumber number) when number.isInteger() -> number.text();
          case Seen other -> null;
        };
    if (text == null) {
      return unreadable(pointer, "it is neither a string nor a whole number");
    }
    String id = source.prefix() + text;
    // An empty value would make the prefix alone the id.
    String problem = text.isEmpty() ? "it is empty" : ResourceId.problem(id);
    if (problem != null) {
      return unreadable(pointer, problem);
    }
    resources.add(id);
    return resources.size() > MOST
        ? unreadable(pointer, "there are more than %s resources in one call".formatted(MOST))
        : null;
  }

  private static Unreadable unreadable(String pointer, String why) {
    return new Unreadable(
        "RESOURCE_UNREADABLE",
        pointer,
        "Expected a resource at \"%s\" of the arguments, but %s.".formatted(pointer, why));
  }
}
