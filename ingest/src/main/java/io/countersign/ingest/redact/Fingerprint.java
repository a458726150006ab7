package io.countersign.ingest.redact;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Keyed hashes of values that may not be kept. */
final class Fingerprint {

  private static final int SHORTEST_KEY = 16;
  private static final int KEPT = 16;

  private final SecretKeySpec key;

  Fingerprint(byte[] key) {
    if (key.length < SHORTEST_KEY) {
      throw new IllegalArgumentException(
          "Expected a redaction key of at least 16 bytes, but it has " + key.length + ".");
    }
    this.key = new SecretKeySpec(key, "HmacSHA256");
  }

  /** {@code hmac-sha256:} and the first 16 bytes of the HMAC over the UTF-8, in hexadecimal. */
  String of(String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      byte[] hash = mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
      return "hmac-sha256:" + HexFormat.of().formatHex(hash, 0, KEPT);
    } catch (GeneralSecurityException e) {
      throw new AssertionError("Every Java platform has HmacSHA256.", e);
    }
  }
}
