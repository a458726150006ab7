package io.countersign.schemas.json;

/**
 * A JSON number that every language reads the same way: a finite IEEE 754 double of magnitude at
 * most 2^53-1 (RFC 7493, section 2.2). Larger values, whole or written with an exponent, belong in
 * strings; here they are an {@link IllegalArgumentException}. Negative zero becomes zero, as RFC
 * 8785 writes it.
 */
public record JsonNumber(double value) implements JsonValue {

  /** 2^53-1: above it, neighbouring integers share one double. */
  public static final long MAX_SAFE_INTEGER = 9_007_199_254_740_991L;

  public JsonNumber {
    if (!(Math.abs(value) <= MAX_SAFE_INTEGER)) {
      throw new IllegalArgumentException(
          "Expected a number between -(2^53-1) and 2^53-1, but it is beyond. Send it as a string.");
    }
    value = value == 0 ? 0.0 : value;
  }

  /**
   * The number {@code value}.
   *
   * @throws IllegalArgumentException if it is beyond ±(2^53-1)
   */
  public static JsonNumber of(long value) {
    if (value > MAX_SAFE_INTEGER || value < -MAX_SAFE_INTEGER) {
      throw new IllegalArgumentException(
          "Expected an integer between -(2^53-1) and 2^53-1, but it is beyond. Send it as a string.");
    }
    return new JsonNumber((double) value);
  }

  /** Whether the value has no fraction. */
  public boolean isInteger() {
    return value == Math.rint(value);
  }

  /**
   * The value as a {@code long}, exactly.
   *
   * @throws ArithmeticException if it has a fraction
   */
  public long longValue() {
    if (!isInteger()) {
      throw new ArithmeticException("Expected a whole number, but it has a fraction.");
    }
    return (long) value;
  }

  /** The canonical text: ECMAScript's {@code Number::toString} (RFC 8785, section 3.2.2.3). */
  public String text() {
    return EcmaNumber.text(value);
  }
}
