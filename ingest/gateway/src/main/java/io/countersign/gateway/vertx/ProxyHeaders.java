package io.countersign.gateway.vertx;

import io.vertx.core.MultiMap;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Which headers a reverse proxy passes on. */
final class ProxyHeaders {

  static final String RUN_ID = "Countersign-Run-Id";
  static final String SESSION_ID = "Mcp-Session-Id";

  /** RFC 9110, section 7.6.1, and what belongs to one connection only. */
  private static final Set<String> HOP_BY_HOP =
      Set.of(
          "connection",
          "keep-alive",
          "proxy-connection",
          "proxy-authenticate",
          "proxy-authorization",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade",
          "http2-settings");

  /**
   * The upstream must answer uncompressed, or outcomes could not be read; and no header may change
   * the method.
   */
  private static final Set<String> NOT_UPSTREAM =
      Set.of(
          "host",
          "content-length",
          "accept-encoding",
          "expect",
          "x-http-method",
          "x-http-method-override",
          "x-method-override",
          "countersign-run-id");

  private ProxyHeaders() {}

  static MultiMap toUpstream(MultiMap fromClient) {
    MultiMap headers = withoutHops(fromClient);
    NOT_UPSTREAM.forEach(headers::remove);
    return headers;
  }

  static MultiMap toClient(MultiMap fromUpstream) {
    return withoutHops(fromUpstream);
  }

  private static MultiMap withoutHops(MultiMap from) {
    Set<String> dropped = new HashSet<>(HOP_BY_HOP);
    for (String connection : from.getAll("connection")) {
      Arrays.stream(connection.split(",", -1))
          .map(name -> name.strip().toLowerCase(Locale.ROOT))
          .forEach(dropped::add);
    }
    MultiMap to = MultiMap.caseInsensitiveMultiMap();
    for (Map.Entry<String, String> header : from) {
      if (!dropped.contains(header.getKey().toLowerCase(Locale.ROOT))) {
        to.add(header.getKey(), header.getValue());
      }
    }
    return to;
  }
}
