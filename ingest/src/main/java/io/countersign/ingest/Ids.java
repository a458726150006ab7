package io.countersign.ingest;

import io.countersign.schemas.digest.Digest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** Ids that callers give: UUIDs of version 7 (RFC 9562), because the engine reads their time. */
public final class Ids {
  private static final Pattern UUID7 =
      Pattern.compile(
          "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-7[0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}");

  private Ids() {}

  /** The id that {@code text} spells; empty when it is no UUID of version 7. */
  public static Optional<UUID> uuid7(String text) {
    return UUID7.matcher(text).matches() ? Optional.of(UUID.fromString(text)) : Optional.empty();
  }

  /**
   * The id of one part of what came under {@code whole}: the same parts get the same ids when the
   * whole is sent again. Keeps the time of the whole, because the engine reads it.
   */
  static UUID part(UUID whole, String part) {
    return named(whole, "%s\n%s".formatted(whole, part).getBytes(StandardCharsets.UTF_8));
  }

  /**
   * The id of the command that a request makes: the same request under the same key is the same
   * command, and another request, or that of another caller, is another one. Keeps the time of the
   * key, because the engine reads it.
   *
   * @param key a UUIDv7
   * @param subject who sends it
   * @param method of HTTP
   * @param target path and query as they were sent
   * @param body as it was sent
   */
  public static UUID ofRequest(
      UUID key, String subject, String method, String target, byte[] body) {
    byte[] head =
        "countersign/idempotency/v1\n%s\n%s\n%s\n%s\n"
            .formatted(key, subject, method, target)
            .getBytes(StandardCharsets.UTF_8);
    ByteBuffer request = ByteBuffer.allocate(head.length + body.length).put(head).put(body);
    return named(key, request.array());
  }

  /** The time of one id, and what else the digest of a name says: 74 bits, RFC 9562, 5.7. */
  private static UUID named(UUID time, byte[] name) {
    ByteBuffer digest = ByteBuffer.wrap(Digest.sha256(name).bytes());
    long high = time.getMostSignificantBits() & ~0xfffL;
    long low = (digest.getLong() >>> 2) | 0x8000_0000_0000_0000L;
    return new UUID(high | (digest.getLong() & 0xfff), low);
  }

  /** Whether this is a UUID of version 7. */
  public static boolean isUuid7(UUID id) {
    return id.version() == 7 && id.variant() == 2;
  }
}
