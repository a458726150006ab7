package io.countersign.projections.document;

import io.countersign.schemas.json.JsonArray;
import io.countersign.schemas.json.JsonNull;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonString;
import io.countersign.schemas.json.JsonValue;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Collects the fields of one search document; what is absent or null is left out. */
final class Fields {
  /** OpenSearch's date format has four digits for the year. */
  private static final Instant LAST_DATE = Instant.parse("9999-12-31T23:59:59.999Z");

  private static final Instant FIRST_DATE = Instant.parse("0000-01-01T00:00:00Z");

  private final Map<String, JsonValue> fields = new LinkedHashMap<>();

  Fields put(String name, Optional<? extends JsonValue> value) {
    value.filter(present -> !(present instanceof JsonNull)).ifPresent(v -> fields.put(name, v));
    return this;
  }

  Fields putText(String name, Optional<String> value) {
    return put(name, value.map(JsonString::new));
  }

  /** Copies members of the same name. */
  Fields copy(JsonObject from, String... names) {
    for (String name : names) {
      put(name, from.get(name));
    }
    return this;
  }

  /** A time that somebody claimed: left out when it is beyond what the index can hold. */
  Fields putClaimedTime(String name, Optional<String> rfc3339) {
    return putText(name, rfc3339.filter(Fields::isIndexable));
  }

  /** Several values of one field, each once, in order. */
  Fields putAll(String name, Collection<String> values) {
    if (!values.isEmpty()) {
      fields.put(name, JsonArray.ofStrings(List.copyOf(new LinkedHashSet<>(values))));
    }
    return this;
  }

  /** Who acts and with which tool, as filters name them. */
  Fields putContext(JsonObject call) {
    JsonObject actor = call.object("actor").orElse(JsonObject.EMPTY);
    Optional<String> agent = actor.object("agent").flatMap(a -> a.string("id"));
    JsonObject person = actor.object("principal").orElse(JsonObject.EMPTY);
    Optional<String> principal = person.string("id");
    Optional<String> client = actor.object("client").flatMap(c -> c.string("name"));
    JsonObject tool = call.object("tool").orElse(JsonObject.EMPTY);
    return copy(call, "environment", "risk")
        .putAll(
            "actor", List.of(agent, principal, client).stream().flatMap(Optional::stream).toList())
        .putText("agent", agent)
        .putText("principal", principal)
        .putAll("team", strings(person, "groups"))
        .putText("client", client)
        .putText("server", tool.string("server"))
        .putText("tool", tool.string("name"))
        .putText("version", tool.string("version"));
  }

  /** Which server, tool and environment it speaks of; a star means any and is left out. */
  Fields putPlace(JsonObject place) {
    for (String name : List.of("server", "tool", "environment")) {
      putText(name, place.string(name).filter(value -> !value.equals("*")));
    }
    return this;
  }

  /** The strings of an array; none when there is no array. */
  static List<String> strings(JsonObject from, String name) {
    return from.array(name).map(JsonArray::elements).orElse(List.of()).stream()
        .filter(JsonString.class::isInstance)
        .map(element -> ((JsonString) element).value())
        .toList();
  }

  /** The objects of an array; none when there is no array. */
  static List<JsonObject> objects(JsonObject from, String name) {
    return from.array(name).map(JsonArray::elements).orElse(List.of()).stream()
        .filter(JsonObject.class::isInstance)
        .map(JsonObject.class::cast)
        .toList();
  }

  JsonObject build() {
    return new JsonObject(fields);
  }

  private static boolean isIndexable(String rfc3339) {
    try {
      Instant time = Instant.parse(rfc3339);
      return !time.isBefore(FIRST_DATE) && !time.isAfter(LAST_DATE);
    } catch (DateTimeException notATime) {
      return false;
    }
  }
}
