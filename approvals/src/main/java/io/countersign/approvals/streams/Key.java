package io.countersign.approvals.streams;

import io.countersign.approvals.state.Deadline;
import io.countersign.approvals.state.Expiry;
import io.countersign.schemas.digest.Digest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.apache.kafka.common.utils.Bytes;

/** Keys of the engine's store. Released layouts never change. */
final class Key {
  /** The one head. */
  static final Bytes HEAD = Bytes.wrap(new byte[] {'H'});

  /** The one place in the commands. */
  static final Bytes NEXT_COMMAND = Bytes.wrap(new byte[] {'O'});

  private Key() {}

  static Bytes tenant(String tenant) {
    return key('S', text(tenant));
  }

  static Bytes tool(String tenant, String server, String name) {
    return key('T', text(tenant), text(server), text(name));
  }

  static Bytes controls(String tenant) {
    return key('G', text(tenant));
  }

  static Bytes policy(String tenant, Digest hash) {
    return key('P', text(tenant), hash.bytes());
  }

  static Bytes server(String tenant, String server) {
    return key('V', text(tenant), text(server));
  }

  static Bytes spending(String tenant, String budgetId, String subject) {
    return key('B', text(tenant), text(budgetId), text(subject));
  }

  static Bytes rate(String tenant, String limitId, String subject) {
    return key('R', text(tenant), text(limitId), text(subject));
  }

  static Bytes running(String tenant, String limitId, String subject) {
    return key('L', text(tenant), text(limitId), text(subject));
  }

  static Bytes expiry(Expiry expiry) {
    return key('E', time(expiry.at()), number(expiry.position()), number(expiry.index()));
  }

  static Bytes expiryFirst() {
    return key('E');
  }

  /** Behind every expiry at {@code now} or before. */
  static Bytes expiryAfter(Instant now) {
    return key('E', time(now), number(-1));
  }

  static Bytes call(String tenant, UUID callId) {
    return key('C', text(tenant), id(callId));
  }

  static Bytes approval(String tenant, UUID approvalId) {
    return key('U', text(tenant), id(approvalId));
  }

  static Bytes intent(String tenant, UUID callId) {
    return key('I', text(tenant), id(callId));
  }

  static Bytes change(String tenant, UUID approvalId) {
    return key('X', text(tenant), id(approvalId));
  }

  static Bytes waiting(String tenant, String runId) {
    return key('W', text(tenant), text(runId));
  }

  static Bytes approvers(String tenant) {
    return key('Q', text(tenant));
  }

  static Bytes keeping(String tenant) {
    return key('K', text(tenant));
  }

  static Bytes answered(UUID commandId) {
    return key('A', id(commandId));
  }

  static Bytes deadline(Deadline deadline) {
    return key('D', time(deadline.dueAt()), number(deadline.position()));
  }

  static Bytes deadlineFirst() {
    return key('D');
  }

  /** Behind every deadline at {@code now} or before. */
  static Bytes deadlineAfter(Instant now) {
    return key('D', time(now), number(-1));
  }

  static Bytes memory(long position) {
    return key('M', number(position));
  }

  private static byte[] time(Instant time) {
    return number(ChronoUnit.MICROS.between(Instant.EPOCH, time));
  }

  private static byte[] number(long number) {
    return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
  }

  private static byte[] id(UUID id) {
    return ByteBuffer.allocate(2 * Long.BYTES)
        .putLong(id.getMostSignificantBits())
        .putLong(id.getLeastSignificantBits())
        .array();
  }

  /** UTF-8 with its length in front, so that no text can run into the next one. */
  private static byte[] text(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(Short.BYTES + utf8.length)
        .putShort((short) utf8.length)
        .put(utf8)
        .array();
  }

  private static Bytes key(char table, byte[]... parts) {
    int length = 1;
    for (byte[] part : parts) {
      length += part.length;
    }
    ByteBuffer key = ByteBuffer.allocate(length).put((byte) table);
    for (byte[] part : parts) {
      key.put(part);
    }
    return Bytes.wrap(key.array());
  }
}
