package io.countersign.schemas.json;

/** The JSON value {@code null}. All instances are equal. */
public record JsonNull() implements JsonValue {

  /** The one instance worth using. */
  public static final JsonNull NULL = new JsonNull();
}
