package io.countersign.schemas.jose;

import io.countersign.schemas.access.Caller;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Callers whose tokens were verified lately, by the tokens' SHA-256: the tokens themselves are not
 * kept.
 */
final class VerifiedTokens {

  private record Entry(Caller caller, Instant until) {}

  private final LinkedHashMap<String, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);
  private final int limit;

  VerifiedTokens(int limit) {
    this.limit = limit;
  }

  static String digest(String token) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha256.digest(token.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("Every JDK has SHA-256", e);
    }
  }

  synchronized Optional<Caller> get(String digest, Instant now) {
    Entry entry = entries.get(digest);
    if (entry == null) {
      return Optional.empty();
    }
    if (!now.isBefore(entry.until())) {
      entries.remove(digest);
      return Optional.empty();
    }
    return Optional.of(entry.caller());
  }

  synchronized void put(String digest, Caller caller, Instant until) {
    entries.put(digest, new Entry(caller, until));
    if (entries.size() > limit) {
      Map.Entry<String, Entry> eldest = entries.entrySet().iterator().next();
      entries.remove(eldest.getKey());
    }
  }
}
