package io.countersign.approvals.arguments;

import io.countersign.schemas.call.RedactedJson;
import io.countersign.schemas.call.Redaction;
import io.countersign.schemas.json.JsonArray;
import io.countersign.schemas.json.JsonNull;
import io.countersign.schemas.json.JsonNumber;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonPointer;
import io.countersign.schemas.json.JsonString;
import io.countersign.schemas.json.JsonValue;
import io.countersign.schemas.json.StrictJson;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads a redacted document. A place is hidden only where a redaction is listed <em>and</em> the
 * value there is one that this action leaves behind: neither a value that merely looks redacted nor
 * a listed name hides a value.
 */
final class SeenReader {
  private static final String MASK = "[redacted:";
  private static final String HASH = "hmac-sha256:";

  /** The rules of ingest under which a string, and a name, was cut for its size alone. */
  private static final String STRING_SIZE = "string-size";

  private static final String NAME_SIZE = "name-size";

  private final Map<String, List<Redaction>> byPointer = new HashMap<>();

  /** Names of dropped members by the pointer of their object, in the order they are listed. */
  private final Map<String, List<String>> dropped = new HashMap<>();

  private SeenReader(List<Redaction> redactions, String base) {
    for (Redaction redaction : redactions) {
      if (!redaction.pointer().startsWith(base)) {
        continue; // not of this document; hides nothing here
      }
      String pointer = redaction.pointer().substring(base.length());
      byPointer.computeIfAbsent(pointer, at -> new ArrayList<>()).add(redaction);
      int slash = pointer.lastIndexOf('/');
      if (slash >= 0 && redaction.action().equals("DROP")) {
        dropped
            .computeIfAbsent(pointer.substring(0, slash), at -> new ArrayList<>())
            .add(name(pointer.substring(slash)));
      }
    }
  }

  static Seen read(RedactedJson document, String base) {
    SeenReader reader = new SeenReader(document.redactions(), base);
    return reader.value(StrictJson.reread(document.json()), "", "");
  }

  static Seen whole(JsonValue document) {
    return new SeenReader(List.of(), "").value(document, "", "");
  }

  private static String name(String lastStep) {
    return JsonPointer.parse(lastStep).tokens().getFirst();
  }

  private Seen value(JsonValue value, String pointer, String name) {
    Seen.Hidden hidden = hidden(value, pointer, name);
    if (hidden != null) {
      return hidden;
    }
    return switch (value) {
      case JsonObject object -> members(object, pointer);
      case JsonArray array -> elements(array, pointer);
      case JsonValue scalar -> new Seen.Scalar(scalar);
    };
  }

  private Seen elements(JsonArray array, String pointer) {
    List<Seen> elements = new ArrayList<>(array.elements().size());
    for (int i = 0; i < array.elements().size(); i++) {
      elements.add(value(array.elements().get(i), below(pointer, Integer.toString(i)), ""));
    }
    return new Seen.Elements(elements);
  }

  private Seen members(JsonObject object, String pointer) {
    Map<String, Seen> members = new LinkedHashMap<>();
    Set<String> masked = new TreeSet<>();
    object
        .members()
        .forEach(
            (name, value) -> {
              String at = below(pointer, name);
              if (!namesOnly(at, name).isEmpty()) {
                masked.add(name);
              }
              members.put(name, value(value, at, name));
            });
    for (String name : dropped.getOrDefault(pointer, List.of())) {
      members.putIfAbsent(name, Seen.Hidden.ANYTHING);
      if (!namesOnly(below(pointer, name), name).isEmpty()) {
        masked.add(name);
      }
    }
    return new Seen.Members(members, masked);
  }

  /** Pointers matter only where something was redacted; without that none is built. */
  private String below(String pointer, String name) {
    return byPointer.isEmpty() ? "" : JsonPointer.append(pointer, name);
  }

  private Seen.@Nullable Hidden hidden(JsonValue value, String pointer, String name) {
    if (byPointer.isEmpty()) {
      return null;
    }
    List<Redaction> ofValue = new ArrayList<>(byPointer.getOrDefault(pointer, List.of()));
    namesOnly(pointer, name).forEach(ofValue::remove);
    for (Redaction redaction : ofValue) {
      if (redaction.action().equals("TRUNCATE") && cutSize(value) >= 0) {
        boolean string = redaction.ruleId().equals(STRING_SIZE);
        return string ? new Seen.Hidden(cutSize(value)) : Seen.Hidden.ANYTHING;
      }
    }
    boolean leftBehind = ofValue.stream().anyMatch(redaction -> leaves(redaction, value));
    return leftBehind ? Seen.Hidden.ANYTHING : null;
  }

  private static boolean leaves(Redaction redaction, JsonValue value) {
    return switch (redaction.action()) {
      case "MASK" -> value instanceof JsonString text && text.value().contains(MASK);
      case "HASH" -> value instanceof JsonString text && text.value().startsWith(HASH);
      case "DROP" -> value instanceof JsonNull;
      default -> false;
    };
  }

  /** Size of what a cut object stands for, or -1 when the value is not one. */
  private static long cutSize(JsonValue value) {
    if (value instanceof JsonObject cut
        && cut.bool("truncated").orElse(false)
        && cut.string("digest").orElse("").startsWith(HASH)
        && cut.string("head").isPresent()
        && cut.members().size() == 4) {
      return cut.number("bytes")
          .filter(JsonNumber::isInteger)
          .map(JsonNumber::longValue)
          .orElse(-1L);
    }
    return -1;
  }

  /** The redactions listed at this place that were of its name: one for each marker in the name. */
  private List<Redaction> namesOnly(String pointer, String name) {
    List<Redaction> here = byPointer.getOrDefault(pointer, List.of());
    List<Redaction> ofName = new ArrayList<>();
    Set<String> rules = new TreeSet<>();
    for (Redaction redaction : here) {
      boolean marked =
          redaction.action().equals("MASK") && name.contains(MASK + redaction.ruleId() + "]");
      boolean cut =
          redaction.action().equals("TRUNCATE")
              && redaction.ruleId().equals(NAME_SIZE)
              && name.startsWith("[truncated:");
      if ((marked || cut) && rules.add(redaction.ruleId())) {
        ofName.add(redaction);
      }
    }
    return ofName;
  }
}
