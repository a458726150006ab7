package io.countersign.schemas.json;

import java.util.Objects;

/**
 * A document that {@link StrictJson} does not accept. Says where and why, never what the value was:
 * the document may hold secrets and this message reaches logs and answers.
 */
public final class JsonRefused extends Exception {

  private static final long serialVersionUID = 1L;

  /** Why a document is refused. The names are stable: they are part of the conformance vectors. */
  public enum Code {
    /** Nothing but white space. */
    EMPTY,
    /** Starts with a byte order mark (RFC 8259, section 8.1). */
    BYTE_ORDER_MARK,
    /** A string is not UTF-8: overlong, truncated, a surrogate or beyond U+10FFFF. */
    INVALID_UTF8,
    /** Not the grammar of RFC 8259. */
    MALFORMED,
    /** Something follows the document. */
    TRAILING_CONTENT,
    /** A name appears twice in one object. */
    DUPLICATE_KEY,
    /** An escaped surrogate without its other half. */
    LONE_SURROGATE,
    /** An unescaped character below U+0020 in a string. */
    CONTROL_CHARACTER,
    /** A number that is not one in JSON: 01, +1, .5, NaN. */
    NUMBER_MALFORMED,
    /** Too large for a double. */
    NUMBER_OVERFLOW,
    /** Beyond ±(2^53-1). */
    NUMBER_OUT_OF_RANGE,
    /** The nearest double is another decimal value. */
    NUMBER_NOT_EXACT,
    /** Nested deeper than the limit. */
    TOO_DEEP,
    /** More bytes than the limit. */
    TOO_LARGE,
    /** More members and elements than the limit. */
    TOO_MANY_MEMBERS
  }

  private final String pointer;
  private final Code reason;

  JsonRefused(String pointer, Code reason, String message) {
    super(Objects.requireNonNull(message), null, false, false);
    this.pointer = pointer;
    this.reason = reason;
  }

  /** JSON pointer (RFC 6901) to the offending value, or to what encloses it. */
  public String pointer() {
    return pointer;
  }

  /** The stable code, for example {@code DUPLICATE_KEY}. */
  public String code() {
    return reason.name();
  }

  public Code reason() {
    return reason;
  }

  /** {@link #getMessage()}, never null: "Expected …, but …" and what to do. */
  public String message() {
    return Objects.requireNonNull(getMessage());
  }
}
