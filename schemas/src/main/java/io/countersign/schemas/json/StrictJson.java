package io.countersign.schemas.json;

import java.nio.charset.StandardCharsets;

/**
 * Reads JSON that means the same to every reader ("jcs-strict-1"). RFC 8259 leaves open what a
 * duplicate name, a lone surrogate or 9007199254740993 mean, and an approval bound to a digest must
 * not depend on who reads it; so these are refused rather than repaired. What is accepted has
 * exactly one canonical form, and reading that form gives an equal value.
 *
 * <p>Numbers: {@code -0} is accepted and becomes {@code 0}, as in RFC 8785. Magnitudes above 2^53-1
 * are refused however they are written ({@code 1e300} too), and so are decimals that are not the
 * value of the shortest text of their double ({@code 0.10000000000000000001}).
 */
public final class StrictJson {

  private StrictJson() {}

  /**
   * Reads one document.
   *
   * @param utf8 the document; not kept
   * @throws JsonRefused if it is not strict JSON or exceeds a limit
   */
  public static JsonValue parse(byte[] utf8, Limits limits) throws JsonRefused {
    if (utf8.length > limits.maxBytes()) {
      throw new JsonRefused(
          "",
          JsonRefused.Code.TOO_LARGE,
          "Expected at most "
              + limits.maxBytes()
              + " bytes of JSON, but there are "
              + utf8.length
              + ". Send less, or a reference to it.");
    }
    return new JsonReader(utf8, limits).document();
  }

  /** Reads one document within {@link Limits#DEFAULT}. */
  public static JsonValue parse(byte[] utf8) throws JsonRefused {
    return parse(utf8, Limits.DEFAULT);
  }

  /**
   * Reads text that this system wrote with {@link CanonicalJson}, of any size.
   *
   * @throws IllegalStateException if it is refused: the stored text was damaged
   */
  public static JsonValue reread(String canonical) {
    byte[] utf8 = canonical.getBytes(StandardCharsets.UTF_8);
    Limits unlimited = new Limits(Integer.MAX_VALUE, Limits.HIGHEST_DEPTH, Integer.MAX_VALUE);
    try {
      return parse(utf8, unlimited);
    } catch (JsonRefused refused) {
      throw new IllegalStateException(
          "Expected stored canonical JSON, but it is refused at \""
              + refused.pointer()
              + "\": "
              + refused.message(),
          refused);
    }
  }
}
