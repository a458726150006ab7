package io.countersign.schemas.json;

/**
 * A JSON value (RFC 8259), immutable. Whatever can be built here can be written by {@link
 * CanonicalJson} and read back by {@link StrictJson} as an equal value: no lone surrogates, no
 * duplicate keys, no number that two languages would read differently.
 */
public sealed interface JsonValue
    permits JsonObject, JsonArray, JsonString, JsonNumber, JsonBoolean, JsonNull {

  /** The canonical text (RFC 8785); for people and tests, {@link CanonicalJson} for digests. */
  default String toJson() {
    return CanonicalJson.text(this);
  }
}
