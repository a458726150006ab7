package io.countersign.approvals.catalogue;

import io.countersign.schemas.control.FieldChange;
import io.countersign.schemas.digest.Digest;
import io.countersign.schemas.json.JsonArray;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonPointer;
import io.countersign.schemas.json.JsonRefused;
import io.countersign.schemas.json.JsonValue;
import io.countersign.schemas.json.StrictJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What changed in an input schema: {@code inputSchema} and the JSON pointer of each place; or, when
 * that would be a long list or a text is not JSON, both as size and digest.
 */
final class SchemaDiff {
  /** Most places that are listed. */
  static final int MOST = 32;

  /** Most characters of the listed places and values together. */
  static final int MOST_CHARACTERS = 16_384;

  private static final String FIELD = "inputSchema";

  private final List<FieldChange> changes = new ArrayList<>();

  private SchemaDiff() {}

  static List<FieldChange> between(String before, String after) {
    if (before.equals(after)) {
      return List.of();
    }
    SchemaDiff diff = new SchemaDiff();
    try {
      diff.compare(parsed(before), parsed(after), "");
    } catch (JsonRefused refused) {
      return List.of(whole(before, after));
    }
    boolean listable =
        !diff.changes.isEmpty()
            && diff.changes.size() <= MOST
            && characters(diff.changes) <= MOST_CHARACTERS;
    return listable ? diff.changes : List.of(whole(before, after));
  }

  /** Size and digest of a text, as JSON. */
  static String summary(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    return JsonObject.builder()
        .put("bytes", utf8.length)
        .put("digest", Digest.sha256(utf8).text())
        .build()
        .toJson();
  }

  private static int characters(List<FieldChange> changes) {
    return changes.stream()
        .mapToInt(
            change -> change.field().length() + length(change.before()) + length(change.after()))
        .sum();
  }

  private static int length(@Nullable String text) {
    return text == null ? 0 : text.length();
  }

  private static FieldChange whole(String before, String after) {
    return new FieldChange(FIELD, summary(before), summary(after));
  }

  private static JsonValue parsed(String text) throws JsonRefused {
    return StrictJson.parse(text.getBytes(StandardCharsets.UTF_8));
  }

  private void compare(@Nullable JsonValue before, @Nullable JsonValue after, String pointer) {
    if (changes.size() > MOST) {
      return;
    }
    if (before instanceof JsonObject old && after instanceof JsonObject now) {
      TreeSet<String> names = new TreeSet<>(old.members().keySet());
      names.addAll(now.members().keySet());
      for (String name : names) {
        compare(
            old.members().get(name), now.members().get(name), JsonPointer.append(pointer, name));
      }
    } else if (before instanceof JsonArray old
        && after instanceof JsonArray now
        && old.elements().size() == now.elements().size()) {
      for (int i = 0; i < old.elements().size(); i++) {
        compare(old.elements().get(i), now.elements().get(i), JsonPointer.append(pointer, i));
      }
    } else if (before == null || !before.equals(after)) {
      changes.add(
          new FieldChange(
              Cut.to(DefinitionDiff.LONGEST, FIELD + pointer),
              DefinitionDiff.shown(before),
              DefinitionDiff.shown(after)));
    }
  }
}
