package io.countersign.query.story;

import io.countersign.schemas.digest.Digest;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Names as PROV writes them: {@code prefix:local}, where the local part is what PROV-N lets stand
 * without an escape (https://www.w3.org/TR/prov-n/#prod-QUALIFIED_NAME), everything else in percent
 * encoding.
 */
final class ProvName {
  private static final int MAX_LOCAL = 200;

  private ProvName() {}

  /** A call, an approval, an event or a claim: each has a UUID. */
  static String uuid(String id) {
    return "uuid:" + local(id);
  }

  /** What is the same wherever it has this digest. */
  static String digest(String digest) {
    return "sha256:" + local(digest.replaceFirst("^sha256:", ""));
  }

  /** Somebody or something of the tenant. */
  static String of(String prefix, String id) {
    return prefix + ":" + local(id);
  }

  /** A namespace of a tenant. */
  static String namespace(String tenant, String kind) {
    return "urn:countersign:%s:%s:".formatted(local(tenant), kind);
  }

  private static String local(String text) {
    StringBuilder local = new StringBuilder();
    for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
      char letter = (char) (each & 0xFF);
      boolean plain =
          (letter >= 'a' && letter <= 'z')
              || (letter >= 'A' && letter <= 'Z')
              || (letter >= '0' && letter <= '9')
              || letter == '_'
              || (letter == '-' && !local.isEmpty());
      local.append(plain ? String.valueOf(letter) : "%%%02X".formatted(each & 0xFF));
    }
    if (local.length() <= MAX_LOCAL) {
      return local.isEmpty() ? "%20" : local.toString();
    }
    String digest = Digest.sha256(text.getBytes(StandardCharsets.UTF_8)).text();
    return "long-" + digest.substring("sha256:".length()).toLowerCase(Locale.ROOT);
  }
}
