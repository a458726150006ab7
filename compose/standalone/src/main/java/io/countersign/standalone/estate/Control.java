package io.countersign.standalone.estate;

import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonString;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One control in its normal form: two controls say the same exactly when they are equal.
 *
 * @param kind its kind
 * @param body its members, in the order of the kind, without those that say nothing
 */
public record Control(Kind kind, JsonObject body) {

  /** Which control it is among those of its kind. */
  public List<String> name() {
    return kind.key().stream().map(this::text).toList();
  }

  /** For people: {@code Tool tickets/close_ticket}. */
  public String told() {
    return name().isEmpty() ? kind.text() : kind.text() + " " + String.join("/", name());
  }

  /** The body of the request that puts it into force: without what its path says. */
  JsonObject request() {
    Map<String, io.countersign.schemas.json.JsonValue> members =
        new LinkedHashMap<>(body.members());
    kind.key().forEach(members::remove);
    return new JsonObject(members);
  }

  /** A text of its body; empty when absent. */
  String text(String member) {
    return body.get(member).orElse(null) instanceof JsonString text ? text.value() : "";
  }

  /** What tells it from all others. */
  Id id() {
    return new Id(kind, name());
  }

  /** Kind and name. */
  record Id(Kind kind, List<String> name) {}
}
