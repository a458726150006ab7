package io.countersign.schemas.registry;

/** The registry answered, and the answer was no. Trying the same again does not help. */
public final class RegistryRefused extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** What was refused. */
  public enum Code {
    /** The schema cannot read records of an earlier version, or the other way round (HTTP 409). */
    INCOMPATIBLE,
    /** Not a valid schema (42201, or any other 422 that names no level). */
    INVALID_SCHEMA,
    /** Not a compatibility level (42203). */
    INVALID_LEVEL,
    /** The registry knows no schema by this id, or not this schema under the subject (40403). */
    UNKNOWN_SCHEMA,
    /** No such subject (40401). */
    UNKNOWN_SUBJECT,
    /** No such version (40402). */
    UNKNOWN_VERSION,
    /** The id belongs to a JSON or Protobuf schema. */
    NOT_AVRO,
    /** The registry wants other credentials, or the credentials file cannot be read. */
    UNAUTHORIZED,
    /** Something answers at the URL, but it is not a schema registry. */
    NOT_A_REGISTRY,
    /** Any other refusal; the message has the registry's own words. */
    OTHER
  }

  private final Code code;

  public RegistryRefused(Code code, String message) {
    super(message);
    this.code = code;
  }

  /** What was refused, for callers that act on it. */
  public Code code() {
    return code;
  }
}
