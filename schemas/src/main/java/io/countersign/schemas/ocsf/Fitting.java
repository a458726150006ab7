package io.countersign.schemas.ocsf;

import io.countersign.schemas.json.CanonicalJson;
import io.countersign.schemas.json.JsonArray;
import io.countersign.schemas.json.JsonBoolean;
import io.countersign.schemas.json.JsonNumber;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes an event small enough for a SIEM. What is left out first is what an analyst misses least;
 * {@code metadata.is_truncated} says that something was, {@code metadata.untruncated_size} how
 * large the event was, {@code unmapped.truncated} what it was. The whole event stays in the record.
 */
final class Fitting {
  /** Members that may be left out, the least missed first. None of them is required by OCSF. */
  static final List<String> DISPENSABLE =
      List.of(
          "unmapped.body",
          "api.response.data",
          "api.request.data",
          "authorizations",
          "evidences",
          "finding_info.related_events",
          "resources",
          "actor.user.groups",
          "observables");

  private Fitting() {}

  /** The event, with as little left out as makes it at most {@code mostBytes} long. */
  static JsonObject fit(JsonObject event, int mostBytes) {
    int size = CanonicalJson.bytes(event).length;
    if (size <= mostBytes) {
      return event;
    }
    JsonObject smaller = event;
    List<String> left = new ArrayList<>();
    for (String path : DISPENSABLE) {
      JsonObject without = without(smaller, path);
      if (without.equals(smaller)) {
        continue;
      }
      left.add(path);
      smaller = without;
      JsonObject marked = marked(smaller, size, left);
      if (CanonicalJson.bytes(marked).length <= mostBytes) {
        return marked;
      }
    }
    throw new IllegalStateException(
        "Expected an event of at most %s bytes once everything dispensable is left out, but it is larger"
            .formatted(mostBytes));
  }

  private static JsonObject marked(JsonObject event, int size, List<String> left) {
    JsonObject metadata = event.object("metadata").orElse(JsonObject.EMPTY);
    JsonObject unmapped = event.object("unmapped").orElse(JsonObject.EMPTY);
    return with(
        with(
            event,
            "metadata",
            with(
                with(metadata, "is_truncated", JsonBoolean.of(true)),
                "untruncated_size",
                JsonNumber.of(size))),
        "unmapped",
        with(unmapped, "truncated", JsonArray.ofStrings(left)));
  }

  private static JsonObject with(JsonObject object, String name, JsonValue value) {
    Map<String, JsonValue> members = new LinkedHashMap<>(object.members());
    members.put(name, value);
    return new JsonObject(members);
  }

  private static JsonObject without(JsonObject object, String path) {
    int dot = path.indexOf('.');
    Map<String, JsonValue> members = new LinkedHashMap<>(object.members());
    if (dot < 0) {
      members.remove(path);
      return new JsonObject(members);
    }
    String name = path.substring(0, dot);
    object
        .object(name)
        .ifPresent(nested -> members.put(name, without(nested, path.substring(dot + 1))));
    return new JsonObject(members);
  }
}
