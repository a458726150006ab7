package io.countersign.schemas.json;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A JSON object. Members keep the order they were given in, for people; equality and the canonical
 * form ignore it. The typed getters are empty when the member is absent or of another type. A name
 * with a lone surrogate is an {@link IllegalArgumentException}.
 */
public record JsonObject(Map<String, JsonValue> members) implements JsonValue {

  public static final JsonObject EMPTY = new JsonObject(Map.of());

  public JsonObject {
    // Not Map.copyOf: it forgets the order and walks in another one in every JVM.
    Map<String, JsonValue> copy = new LinkedHashMap<>(members);
    copy.forEach(
        (name, value) -> {
          JsonString.requireWellFormed(name);
          Objects.requireNonNull(value, "value of a member; use JsonNull.NULL");
        });
    members = Collections.unmodifiableMap(copy);
  }

  public static JsonObject of(String name, JsonValue value) {
    return builder().put(name, value).build();
  }

  public static JsonObject of(String name1, JsonValue value1, String name2, JsonValue value2) {
    return builder().put(name1, value1).put(name2, value2).build();
  }

  public static Builder builder() {
    return new Builder();
  }

  /** The member of this name, of whatever type, {@code null} literal included. */
  public Optional<JsonValue> get(String name) {
    return Optional.ofNullable(members.get(name));
  }

  public boolean has(String name) {
    return members.containsKey(name);
  }

  public Optional<String> string(String name) {
    return members.get(name) instanceof JsonString string
        ? Optional.of(string.value())
        : Optional.empty();
  }

  public Optional<JsonNumber> number(String name) {
    return members.get(name) instanceof JsonNumber number ? Optional.of(number) : Optional.empty();
  }

  /** The member as a whole number; empty when it has a fraction. */
  public Optional<Long> integer(String name) {
    return number(name).filter(JsonNumber::isInteger).map(JsonNumber::longValue);
  }

  public Optional<Boolean> bool(String name) {
    return members.get(name) instanceof JsonBoolean bool
        ? Optional.of(bool.value())
        : Optional.empty();
  }

  public Optional<JsonObject> object(String name) {
    return members.get(name) instanceof JsonObject object ? Optional.of(object) : Optional.empty();
  }

  public Optional<JsonArray> array(String name) {
    return members.get(name) instanceof JsonArray array ? Optional.of(array) : Optional.empty();
  }

  /** Collects members in order; a name may be put once. */
  public static final class Builder {

    private final Map<String, JsonValue> members = new LinkedHashMap<>();

    private Builder() {}

    /**
     * Adds a member.
     *
     * @throws IllegalArgumentException if the name was put before
     */
    public Builder put(String name, JsonValue value) {
      if (members.putIfAbsent(name, value) != null) {
        throw new IllegalArgumentException(
            "Expected each member once, but \"" + name + "\" was put twice.");
      }
      return this;
    }

    public Builder put(String name, String value) {
      return put(name, new JsonString(value));
    }

    public Builder put(String name, long value) {
      return put(name, JsonNumber.of(value));
    }

    public Builder put(String name, boolean value) {
      return put(name, JsonBoolean.of(value));
    }

    /** Adds the member if there is a value. */
    public Builder putIfPresent(String name, Optional<? extends JsonValue> value) {
      value.ifPresent(present -> put(name, present));
      return this;
    }

    public JsonObject build() {
      return members.isEmpty() ? EMPTY : new JsonObject(members);
    }
  }
}
