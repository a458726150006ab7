package io.countersign.query;

import io.countersign.schemas.digest.Digest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;

/**
 * A place in a list as opaque text that is valid only for the question it came from. It grants
 * nothing, because each page is filtered by the caller's tenant anyway, so it is checked by a
 * digest and not by a key: it survives a restart and works at every instance.
 */
final class SealedText {
  private static final int CHECK_BYTES = 16;
  private static final byte[] DOMAIN =
      "countersign/cursor/v1\n".getBytes(StandardCharsets.US_ASCII);

  private SealedText() {}

  /** Writes a place for the question with this fingerprint. */
  static String of(byte[] place, Digest fingerprint) {
    byte[] all = Arrays.copyOf(place, place.length + CHECK_BYTES);
    System.arraycopy(check(place, fingerprint), 0, all, place.length, CHECK_BYTES);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(all);
  }

  /**
   * Reads a place.
   *
   * @throws BadQuery when the text is none, or one of another question
   */
  static byte[] open(String text, Digest fingerprint) throws BadQuery {
    byte[] all;
    try {
      all = Base64.getUrlDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw refused();
    }
    if (all.length < CHECK_BYTES) {
      throw refused();
    }
    byte[] place = Arrays.copyOf(all, all.length - CHECK_BYTES);
    byte[] check = Arrays.copyOfRange(all, place.length, all.length);
    // one spelling only: unused bits of the last character must be zero
    if (!MessageDigest.isEqual(check, check(place, fingerprint))
        || !of(place, fingerprint).equals(text)) {
      throw refused();
    }
    return place;
  }

  static BadQuery refused() {
    return new BadQuery(
        "cursor",
        "Expected the cursor of an earlier page of the same question, but it is none: begin again"
            + " without cursor");
  }

  private static byte[] check(byte[] place, Digest fingerprint) {
    return Arrays.copyOf(Digest.sha256(DOMAIN, fingerprint.bytes(), place).bytes(), CHECK_BYTES);
  }
}
