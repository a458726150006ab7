package io.countersign.gateway.vertx;

import io.countersign.gateway.McpSession;
import io.countersign.schemas.digest.Digest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of one upstream server by {@code Mcp-Session-Id}; the least recently used idle ones
 * are forgotten.
 */
final class HttpSessions {

  private final McpSession.Server server;
  private final int limit;
  private final LinkedHashMap<String, McpSession> sessions = new LinkedHashMap<>(16, 0.75f, true);

  HttpSessions(McpSession.Server server, int limit) {
    this.server = server;
    this.limit = limit;
  }

  /** The session of that id, new when unknown; without an id one that nobody else uses. */
  synchronized McpSession of(@Nullable String sessionId) {
    if (sessionId == null) {
      return new McpSession(UUID.randomUUID().toString(), server);
    }
    McpSession known = sessions.get(sessionId);
    if (known != null) {
      return known;
    }
    McpSession created = new McpSession(runId(sessionId), server);
    put(sessionId, created);
    return created;
  }

  /** The server gave {@code session} its id. */
  synchronized void named(String sessionId, McpSession session) {
    put(sessionId, session);
  }

  synchronized void forget(String sessionId) {
    sessions.remove(sessionId);
  }

  private void put(String sessionId, McpSession session) {
    sessions.put(sessionId, session);
    Iterator<Map.Entry<String, McpSession>> oldest = sessions.entrySet().iterator();
    while (sessions.size() > limit && oldest.hasNext()) {
      McpSession candidate = oldest.next().getValue();
      if (candidate != session && candidate.isIdle()) {
        oldest.remove();
      }
    }
  }

  /**
   * The same for a session after a restart of the gateway, and telling nothing about the id, which
   * is a secret.
   */
  private static String runId(String sessionId) {
    ByteBuffer bytes =
        ByteBuffer.wrap(Digest.sha256(sessionId.getBytes(StandardCharsets.UTF_8)).bytes());
    // UUID version 8 (RFC 9562, section 5.8): a value of our own making.
    long high = (bytes.getLong() & ~0xf000L) | 0x8000L;
    long low = (bytes.getLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L;
    return new UUID(high, low).toString();
  }
}
