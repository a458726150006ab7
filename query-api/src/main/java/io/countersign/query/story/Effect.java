package io.countersign.query.story;

import io.countersign.query.Differences;
import io.countersign.schemas.json.JsonArray;
import io.countersign.schemas.json.JsonNull;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonString;
import io.countersign.schemas.json.JsonValue;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a call did to the world, as far as anybody has said: declared by the gateway before,
 * reported by it after. What is not told is not guessed.
 *
 * @param happened whether it did anything
 * @param resources what it touched
 * @param preview what the gateway showed beforehand
 * @param rollback how to undo it, as declared
 * @param readBack how to check it, as declared
 * @param before the state before, where the outcome tells
 * @param after the state after, where the outcome tells
 */
public record Effect(
    Happened happened,
    List<Resource> resources,
    Optional<JsonObject> preview,
    Optional<String> rollback,
    Optional<String> readBack,
    Optional<JsonValue> before,
    Optional<JsonValue> after) {

  /** Whether a call did anything. */
  public enum Happened {
    /** The tool said so. */
    YES,
    /** It was not run. */
    NO,
    /** It failed on the way, or nobody has reported how it ended. */
    MAYBE
  }

  /**
   * Something that was touched.
   *
   * @param name its name, as the gateway wrote it
   * @param declared whether the intent named it
   * @param reported whether the outcome named it
   */
  public record Resource(String name, boolean declared, boolean reported) {}

  public Effect {
    resources = List.copyOf(resources);
  }

  /** The effect of a call; empty when it only read, or was never to run, and names nothing. */
  static Optional<Effect> of(JsonObject call) {
    Set<String> declared = new LinkedHashSet<>(Members.texts(call, "intent", "resources"));
    Set<String> reported = new LinkedHashSet<>(Members.texts(call, "outcome", "resources"));
    Set<String> names = new LinkedHashSet<>(declared);
    names.addAll(reported);
    List<Resource> resources = new ArrayList<>();
    names.forEach(
        name ->
            resources.add(new Resource(name, declared.contains(name), reported.contains(name))));
    Optional<JsonObject> preview = Members.object(call, "intent", "preview");
    boolean reads = Members.text(call, "risk").equals(Optional.of("READ"));
    if (reads && resources.isEmpty() && preview.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Effect(
            happened(call),
            resources,
            preview,
            Members.text(call, "intent", "rollback"),
            Members.text(call, "intent", "readBack"),
            state(call, "before"),
            state(call, "after")));
  }

  private static Happened happened(JsonObject call) {
    Optional<String> status =
        Members.text(call, "reconciled", "status")
            .or(() -> Members.text(call, "outcome", "status"));
    if (status.isPresent()) {
      return switch (status.get()) {
        case "SUCCEEDED" -> Happened.YES;
        case "NOT_RUN" -> Happened.NO;
        default -> Happened.MAYBE;
      };
    }
    return switch (Members.text(call, "state").orElse("")) {
      case "ALLOWED", "CLAIMED", "OVERDUE", "REPORTED" -> Happened.MAYBE;
      default -> Happened.NO;
    };
  }

  /** A member of the result itself, or of the structured content of an MCP result. */
  private static Optional<JsonValue> state(JsonObject call, String name) {
    return Members.value(call, "outcome", "result", "json", name)
        .or(() -> Members.value(call, "outcome", "result", "json", "structuredContent", name));
  }

  /** What is different after, where both states are told. */
  Optional<JsonObject> changes() {
    return before.flatMap(was -> after.map(is -> Differences.between(was, is)));
  }

  JsonObject json() {
    return JsonObject.builder()
        .put("happened", happened.name())
        .put(
            "resources",
            new JsonArray(
                resources.stream()
                    .<JsonValue>map(
                        each ->
                            JsonObject.builder()
                                .put("name", each.name())
                                .put("declared", each.declared())
                                .put("reported", each.reported())
                                .build())
                    .toList()))
        .put("preview", preview.<JsonValue>map(o -> o).orElse(JsonNull.NULL))
        .put("rollback", rollback.<JsonValue>map(JsonString::new).orElse(JsonNull.NULL))
        .put("readBack", readBack.<JsonValue>map(JsonString::new).orElse(JsonNull.NULL))
        .put("before", before.orElse(JsonNull.NULL))
        .put("after", after.orElse(JsonNull.NULL))
        .put("changes", changes().<JsonValue>map(o -> o).orElse(JsonNull.NULL))
        .build();
  }
}
