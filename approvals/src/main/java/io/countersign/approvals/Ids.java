package io.countersign.approvals;

import io.countersign.schemas.call.Salt;
import io.countersign.schemas.digest.Digest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.UUID;

/**
 * Ids and salts that are computed, not drawn, so that doing a command again gives the same events
 * byte for byte.
 */
final class Ids {
  /** How far the time in an id may lie ahead of the ledger's. */
  static final Duration AHEAD = Duration.ofMinutes(5);

  private static final byte[] EVENT = "countersign/event/v1\n".getBytes(StandardCharsets.UTF_8);
  private static final byte[] SALT = "countersign/salt/v1\n".getBytes(StandardCharsets.UTF_8);
  private static final byte[] FAILED = "countersign/failed/v1\n".getBytes(StandardCharsets.UTF_8);

  private static final byte[] APPROVAL =
      "countersign/approval/v1\n".getBytes(StandardCharsets.UTF_8);

  private Ids() {}

  /**
   * Id of the approval that a command asks for: a UUIDv7 (RFC 9562, section 5.7) with the time of
   * the ledger, so that approvals sort by their age.
   *
   * @param position position of the first event of the command
   */
  static UUID approval(UUID commandId, int ledger, int generation, long position, Instant now) {
    byte[] place =
        ByteBuffer.allocate(16).putInt(ledger).putInt(generation).putLong(position).array();
    ByteBuffer digest = ByteBuffer.wrap(Digest.sha256(APPROVAL, bytes(commandId), place).bytes());
    long high = (now.toEpochMilli() << 16) | 0x7000L | (digest.getLong() & 0xFFFL);
    long low = (digest.getLong() & 0x3FFFFFFFFFFFFFFFL) | 0x8000000000000000L;
    return new UUID(high, low);
  }

  /**
   * Id of the event that a command caused at a place of the record: a UUIDv8 (RFC 9562, section
   * 5.8) over both. The place is part of it because a command can stand in the log more than once:
   * the answer to the second must not take the id of the first one's event.
   */
  static UUID event(UUID commandId, int ledger, int generation, long position) {
    byte[] place =
        ByteBuffer.allocate(16).putInt(ledger).putInt(generation).putLong(position).array();
    return version8(Digest.sha256(EVENT, bytes(commandId), place));
  }

  /** Salt of the event at {@code index} of a command that brought {@code salt}. */
  static Salt salt(Salt salt, int index) {
    byte[] digest = Digest.sha256(SALT, salt.bytes(), bytes(index)).bytes();
    return new Salt(Arrays.copyOf(digest, Salt.BYTES));
  }

  /**
   * Id that stands for a command which could not be decoded, from the digest of its record and its
   * place.
   */
  static UUID failedCommand(Digest record, int ledger, long position) {
    byte[] place = ByteBuffer.allocate(12).putInt(ledger).putLong(position).array();
    return version8(Digest.sha256(FAILED, record.bytes(), place));
  }

  /** Whether {@code id} is a UUIDv7 (RFC 9562, section 5.7). */
  static boolean isVersion7(UUID id) {
    return id.version() == 7 && id.variant() == 2;
  }

  /** Time inside a UUIDv7, to the millisecond. */
  static Instant time(UUID id) {
    return Instant.ofEpochMilli(id.getMostSignificantBits() >>> 16);
  }

  private static UUID version8(Digest digest) {
    ByteBuffer bytes = ByteBuffer.wrap(digest.bytes());
    long high = (bytes.getLong() & 0xFFFFFFFFFFFF0FFFL) | 0x8000L;
    long low = (bytes.getLong() & 0x3FFFFFFFFFFFFFFFL) | 0x8000000000000000L;
    return new UUID(high, low);
  }

  private static byte[] bytes(UUID id) {
    return ByteBuffer.allocate(16)
        .putLong(id.getMostSignificantBits())
        .putLong(id.getLeastSignificantBits())
        .array();
  }

  private static byte[] bytes(int index) {
    return ByteBuffer.allocate(4).putInt(index).array();
  }
}
