package io.countersign.gateway.grants;

import com.fasterxml.jackson.databind.JsonNode;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The public keys of grants, read anew when they are old or a grant names one that is not there,
 * but not more often than a key set could reasonably change.
 */
final class GrantKeys {

  private static final Duration FRESH = Duration.ofMinutes(10);
  private static final Duration PAUSE = Duration.ofSeconds(10);
  private static final int MAX_KEYS = 100;
  private static final int KEY_BYTES = 32;

  /** What stands before the 32 bytes of an Ed25519 key in its X.509 form (RFC 8410, section 4). */
  private static final byte[] X509_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

  private final Supplier<JsonNode> source;
  private final InstantSource clock;
  private Map<String, PublicKey> keys = Map.of();
  private Instant readAt = Instant.MIN;

  /**
   * @param source reads a JWK set (RFC 7517, section 5); anything else means that it is not to be
   *     had
   */
  GrantKeys(Supplier<JsonNode> source, InstantSource clock) {
    this.source = source;
    this.clock = clock;
  }

  synchronized @Nullable PublicKey find(String keyId) {
    Instant now = clock.instant();
    Instant due = readAt.equals(Instant.MIN) ? now : readAt.plus(FRESH);
    Instant soonest = readAt.equals(Instant.MIN) ? now : readAt.plus(PAUSE);
    boolean unknown = !keys.containsKey(keyId);
    if (!now.isBefore(due) || (unknown && !now.isBefore(soonest))) {
      readAt = now;
      JsonNode set = source.get().path("keys");
      // A source that fails keeps the keys that are known.
      if (set.isArray()) {
        keys = read(set);
      }
    }
    return keys.get(keyId);
  }

  private static Map<String, PublicKey> read(JsonNode set) {
    Map<String, PublicKey> read = new HashMap<>();
    for (JsonNode key : set) {
      boolean ours =
          key.path("kty").asText("").equals("OKP") && key.path("crv").asText("").equals("Ed25519");
      String keyId = key.path("kid").asText("");
      if (ours && !keyId.isEmpty() && read.size() < MAX_KEYS) {
        @Nullable PublicKey one = key(key.path("x").asText(""));
        if (one != null) {
          read.put(keyId, one);
        }
      }
    }
    return Map.copyOf(read);
  }

  private static @Nullable PublicKey key(String x) {
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(x);
      if (bytes.length != KEY_BYTES) {
        return null;
      }
      byte[] encoded = java.util.Arrays.copyOf(X509_PREFIX, X509_PREFIX.length + KEY_BYTES);
      System.arraycopy(bytes, 0, encoded, X509_PREFIX.length, KEY_BYTES);
      return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
    } catch (IllegalArgumentException | GeneralSecurityException noKey) {
      return null;
    }
  }
}
