package io.countersign.approvals.notice;

import io.countersign.schemas.digest.Digest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;

/** Ids that are the same however often they are made. */
final class NoticeIds {
  private NoticeIds() {}

  /**
   * @param domain what the id is for
   * @param identity what it is about
   * @param channel who is told
   */
  static byte[] digest(String domain, String identity, String channel) {
    String text = "countersign/%s/v1\n%s\n%s".formatted(domain, identity, channel);
    return Digest.sha256(text.getBytes(StandardCharsets.UTF_8)).bytes();
  }

  /** A UUIDv7 (RFC 9562, section 5.7) of a time, with a digest in the place of chance. */
  static UUID timeOrdered(Instant time, byte[] bytes) {
    ByteBuffer digest = ByteBuffer.wrap(bytes);
    long high = (time.toEpochMilli() << 16) | 0x7000L | (digest.getShort() & 0x0FFFL);
    long low = (digest.getLong() & 0x3FFFFFFFFFFFFFFFL) | 0x8000000000000000L;
    return new UUID(high, low);
  }
}
