package io.countersign.ingest;

import io.countersign.schemas.digest.Digest;
import io.countersign.schemas.json.CanonicalJson;
import io.countersign.schemas.json.JsonValue;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * HMAC-SHA256 over the canonical JSON of a result. Keyed, because results are often so short that
 * their plain digest could be guessed.
 */
final class ResultDigest {
  private static final String ALGORITHM = "HmacSHA256";
  private static final int SHORTEST_KEY = 16;

  private final SecretKeySpec key;

  ResultDigest(byte[] key) {
    if (key.length < SHORTEST_KEY) {
      throw new IllegalArgumentException(
          "Expected a key of at least %d bytes, but it has %d".formatted(SHORTEST_KEY, key.length));
    }
    this.key = new SecretKeySpec(key, ALGORITHM);
  }

  Digest of(JsonValue result) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      byte[] digest = mac.doFinal(CanonicalJson.bytes(result));
      return Digest.parse("sha256:" + HexFormat.of().formatHex(digest));
    } catch (GeneralSecurityException e) {
      throw new AssertionError("Every Java platform has HmacSHA256.", e);
    }
  }
}
