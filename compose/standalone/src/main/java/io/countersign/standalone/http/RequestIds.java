package io.countersign.standalone.http;

import io.vertx.ext.web.RoutingContext;
import java.util.UUID;
import java.util.regex.Pattern;

/** Names each request, so that an answer, a log line and a client's complaint can be joined. */
final class RequestIds {
  static final String HEADER = "X-Request-Id";
  private static final String KEY = RequestIds.class.getName();
  private static final Pattern ACCEPTED = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  private RequestIds() {}

  /** Takes the client's id when it is harmless, and makes one otherwise. */
  static void assign(RoutingContext context) {
    String given = context.request().getHeader(HEADER);
    String id =
        given != null && ACCEPTED.matcher(given).matches() ? given : UUID.randomUUID().toString();
    context.put(KEY, id);
    context.response().putHeader(HEADER, id);
  }

  static String of(RoutingContext context) {
    String id = context.get(KEY);
    return id == null ? "unknown" : id;
  }
}
